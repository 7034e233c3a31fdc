import { describe, expect, it } from 'vitest'
import { codebook, input, pipe, vectorQuantiser } from '../../../src/index.ts'
import type { VectorQuantiserOptions } from '../../../src/layers/codes/vectorQuantiser.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { builtFor, emptyInput } from '../../losses/values.ts'
import { A, builtOf, faultOf, numbers, rowsFrom, run } from '../run.ts'

const codes = 4
const networkOf = (options: VectorQuantiserOptions = {}) => pipe(input([2]), vectorQuantiser(codes, options))

type Buffers = Named.Named<NdArray>

/** Buffers as they begin. */
const beginning = (options?: VectorQuantiserOptions): Buffers =>
  Named.map(builtOf(networkOf(options)).buffers, ({ shape }) =>
    A.constant(new Float64Array(shape.reduce((a, b) => a * b)), shape),
  )

const own = { '0.codebook': A.constant([0.5, 0.5, -0.5, 0.5, 0.5, -0.5, -0.5, -0.5], [4, 2]) }

const parametersOf = ({ learning }: VectorQuantiserOptions) => (learning === 'gradient' ? own : {})

/** Four clusters around (±1, ±1), so many rows of each in turn. */
const centres = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const
const clusters = (seed: number, each = 16): NdArray => {
  const z = draw(path(stream(seed), 'cluster'), each * 8, { kind: 'normal' })
  return rowsFrom(
    Array.from({ length: each * 4 }, (_, n) =>
      (centres[n % 4] ?? [0, 0]).map((c, j) => c + 0.05 * (z[2 * n + j] ?? 0)),
    ),
  )
}

/** The codes after so many steps on fresh rows. */
const taught = (steps: number, options: VectorQuantiserOptions, first = beginning(options)): Buffers => {
  let buffers = first
  for (let step = 0; step < steps; step++)
    ({ buffers } = run(networkOf(options), clusters(step), {
      parameters: parametersOf(options),
      buffers,
      seed: 100 + step,
    }))
  return buffers
}

const bookOf = (buffers: Buffers): NdArray => Named.get(buffers, '0.codes')
const pairs = (a: NdArray): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: a.shape[0] ?? 0 }, (_, n) => numbers(a).slice(2 * n, 2 * n + 2))
const distance = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))

describe('vectorQuantiser', () => {
  it('gives the nearest code of each row to the bit, of equally near ones the first', () => {
    const buffers = { ...beginning(), '0.codes': A.constant([0, 0, 1, 0, 0.1, 3, 1, 0], [4, 2]) }
    const { y } = run(
      networkOf(),
      rowsFrom([
        [0.4, 0],
        [0.6, 0],
        [0.5, 0],
        [0.3, 9],
      ]),
      { buffers },
    )
    expect(pairs(y)).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
      [0.1, 3],
    ])
  })

  it('lets learning straight through', () => {
    const { pullback } = run(networkOf(), clusters(1, 1), { buffers: beginning(), seed: 1 })
    const dy = rowsFrom([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ])
    expect(numbers(pullback(dy, {}).dx)).toEqual(numbers(dy))
  })

  it.each(['average', 'gradient'] as const)('begins at rows of the first minibatch: %s', (learning) => {
    const x = clusters(0)
    const buffers = taught(1, { learning })
    const offset = learning === 'gradient' ? own['0.codebook'] : A.constant(new Float64Array(8), [4, 2])
    for (const code of pairs(A.add(bookOf(buffers), offset)))
      expect(Math.min(...pairs(x).map((row) => distance(row, code)))).toBeLessThan(0.1)
  })

  it.each(['average', 'gradient'] as const)('changes nothing at evaluation: %s', (learning) => {
    const before = taught(3, { learning })
    const { buffers } = run(networkOf({ learning }), clusters(9), {
      parameters: parametersOf({ learning }),
      buffers: before,
    })
    expect(Named.map(buffers, numbers)).toEqual(Named.map(before, numbers))
  })

  /** Eight rows, of which the first two codes stand for three and five. */
  const few = rowsFrom([
    [1, 2],
    [-3, 1],
    [2, 2],
    [-2, 0],
    [3, 5],
    [-1, 1],
    [-2, 2],
    [-2, 1],
  ])
  const means = [
    [2, 3],
    [-2, 1],
  ] as const
  const counts = [3, 5]
  const places = A.constant([2, 2, -2, 0.5, 90, 90, -90, 90], [4, 2])

  it('moves each code to the mean of the rows that it stands for, by averages that forget all before', () => {
    const before = { ...beginning(), '0.codes': places, '0.count': A.constant([1, 1, 1, 1], [4]) }
    const options = { decay: 0, restart: 0 }
    const next = run(networkOf(options), few, { buffers: before, seed: 2 }).buffers
    expect(pairs(bookOf(next)).slice(0, 2)).toEqual(means)
    expect(numbers(Named.get(next, '0.count'))).toEqual([...counts, 0, 0])
    expect(pairs(bookOf(next)).slice(2)).toEqual(pairs(places).slice(2))
  })

  it('moves each code towards that mean by its gradient, and codes of no row nowhere', () => {
    const { aux, pullback } = run(networkOf({ learning: 'gradient', restart: 0 }), few, {
      parameters: { '0.codebook': places },
      buffers: { '0.codes': A.constant(new Float64Array(8), [4, 2]), '0.count': A.constant([1, 1, 1, 1], [4]) },
    })
    const { daux = {} } = builtFor(codebook.definition, { aux }).run(A, { ...emptyInput, aux }).pullback(A.constant([1], []))
    const { dparameters } = pullback(A.constant(new Float64Array(16), [8, 2]), daux)
    // The gradient is 2 · rows of the code · (code − mean) / rows: a step of its inverse leads to the mean.
    const gradient = pairs(Named.get(dparameters, '0.codebook'))
    for (const [k, mean] of means.entries())
      for (const [j, entry] of mean.entries()) {
        const rate = 4 / (counts[k] ?? Number.NaN)
        expect((pairs(places)[k]?.[j] ?? 0) - rate * (gradient[k]?.[j] ?? Number.NaN)).toBeCloseTo(entry, 14)
      }
    expect(gradient.slice(2)).toEqual([
      [0, 0],
      [0, 0],
    ])
  })

  it('finds the centres of clusters by averages: dead codes restart until each has one', () => {
    const found = pairs(bookOf(taught(300, { decay: 0.9, restart: 0.2 })))
    for (const centre of centres) expect(Math.min(...found.map((code) => distance(code, centre)))).toBeLessThan(0.05)
  })

  it('restarts what is not used at a row, and does not where it must not', () => {
    const far = {
      '0.sum': A.constant([16, 16, -16, 16, 16, -16, 0.5, 0.5], [4, 2]),
      '0.codes': A.constant([1, 1, -1, 1, 1, -1, 50, 50], [4, 2]),
      '0.count': A.constant([16, 16, 16, 0.01], [4]),
    }
    const next = (restart: number) => pairs(bookOf(taught(1, { restart }, far)))[3] ?? []
    expect(next(0)).toEqual([50, 50].map((value) => expect.closeTo(value, 12)))
    expect(Math.min(...pairs(clusters(0)).map((row) => distance(row, next(0.05))))).toBeLessThan(0.1)
  })

  it('needs a code, and an axis that is there', () => {
    expect(faultOf({ input: [2], layers: [{ layer: 'vectorQuantiser', codes: 0 }] })).toContain('a whole number from 1')
    expect(faultOf({ input: [2], layers: [{ layer: 'vectorQuantiser', codes: 2, axis: 2 }] })).toContain('an axis 2')
  })
})
