import type { NdArray } from '../interpreters/ndarray/index.ts'
import { wrap } from '../interpreters/ndarray/index.ts'
import { draw, path, stream } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import { A } from './differentiable.ts'
import { dyadic } from './numbers.ts'

/** A function on ndarrays with a derivative that somebody wrote by hand. */
export interface HandWritten {
  /** A number, or an ndarray of any shape. */
  readonly f: (inputs: Named.Named<NdArray>) => NdArray | number
  /**
   * The cotangents of the inputs for a cotangent of the result: the gradient where f gives a number (`dy` is then
   * an ndarray of shape [] that holds 1).
   */
  readonly pullback: (inputs: Named.Named<NdArray>, dy: NdArray) => Named.Named<NdArray>
  /** The shapes of the inputs; points are drawn as odd multiples of 1/2048. Or the point itself. */
  readonly inputs: Named.Named<Sizes | NdArray>
}

export interface CheckOptions {
  /** How many random points, directions and cotangents; 20 by default. */
  readonly cases?: number
  readonly seed?: number
  /** The greatest relative error that passes; 1e-6 by default. */
  readonly tolerance?: number
}

/** What one argument's derivative came to. */
export interface Disagreement {
  readonly argument: string
  readonly pullback: number
  readonly differences: number
  readonly message: string
}

export interface GradientReport {
  readonly holds: boolean
  readonly cases: number
  /** The greatest relative error that was seen. */
  readonly worst: number
  readonly disagreement?: Disagreement
  /** What replays the failure. */
  readonly seed: number
}

const asArray = (value: NdArray | number): NdArray =>
  typeof value === 'number' ? wrap(Float64Array.of(value), []) : value

const isShape = (input: Sizes | NdArray): input is Sizes => Array.isArray(input)

const inner = (a: NdArray, b: NdArray): number => {
  const other = A.read(b)
  return A.read(a).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)
}

const sameSizes = (a: NdArray, b: NdArray): boolean => a.shape.join() === b.shape.join()

/**
 * Compares a derivative with central differences, argument by argument, at random points: ⟨dy, f′·v⟩ = ⟨f†dy, v⟩.
 * The report names the argument at fault.
 *
 * @example
 * const A = Interpreters.ndarrays('float64')
 * const report = checkGradient({
 *   f: ({ x }) => A.read(A.sum(A.mul(x, x), [0]))[0],
 *   pullback: ({ x }) => ({ x: A.add(x, x) }),
 *   inputs: { x: [3] },
 * })
 */
export const checkGradient = (
  { f, pullback, inputs }: HandWritten,
  { cases = 20, seed = Math.floor(Math.random() * 2 ** 31), tolerance = 1e-6 }: CheckOptions = {},
): GradientReport => {
  const h = 2 ** -14
  let worst = 0
  for (let one = 0; one < cases; one++) {
    const from = path(stream(seed), one)
    const point = Named.map(inputs, (input, name) => (isShape(input) ? dyadic(path(from, 'x', name), input) : input))
    const y = asArray(f(point))
    const dy = y.shape.length === 0 ? wrap(Float64Array.of(1), []) : dyadic(path(from, 'dy'), [...y.shape])
    const back = pullback(point, dy)
    for (const [argument, x] of Object.entries(point)) {
      const fail = (says: number, differences: number, message: string): GradientReport => ({
        holds: false,
        cases: one + 1,
        worst: Math.max(worst, Math.abs(says - differences) / Math.max(Math.abs(says), Math.abs(differences))),
        disagreement: { argument, pullback: says, differences, message },
        seed,
      })
      const cotangent = back[argument]
      if (cotangent === undefined)
        return fail(Number.NaN, Number.NaN, `cotangent of "${argument}": the pullback gives none`)
      if (!sameSizes(cotangent, x))
        return fail(
          Number.NaN,
          Number.NaN,
          `cotangent of "${argument}": shape [${cotangent.shape.join(', ')}], but the argument has [${x.shape.join(', ')}]`,
        )
      const v = wrap(draw(path(from, 'v', argument), product([...x.shape]), { kind: 'rademacher' }), [...x.shape])
      const moved = (step: number): number => {
        const value = A.add(x, A.mul(v, A.expand(A.constant([step], []), x.shape)))
        return inner(asArray(f({ ...point, [argument]: value })), dy)
      }
      const coarse = (moved(h) - moved(-h)) / (2 * h)
      const fine = (moved(h / 2) - moved(-h / 2)) / h
      const differences = (4 * fine - coarse) / 3
      const says = inner(cotangent, v)
      const error = Math.abs(says - differences) / Math.max(1e-3, Math.abs(says), Math.abs(differences))
      if (!(error <= tolerance))
        return fail(
          says,
          differences,
          `cotangent of "${argument}": the pullback says ${says}, differences say ${differences} (relative error ${error.toExponential(1)})`,
        )
      worst = Math.max(worst, error)
    }
  }
  return { holds: true, cases, worst, seed }
}
