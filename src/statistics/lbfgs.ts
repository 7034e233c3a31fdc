import { dot } from './eigenvectors.ts'

/** A smooth function: its value and its gradient at a point. */
export type Smooth = (at: Float64Array) => { readonly value: number; readonly gradient: Float64Array }

interface Correction {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly inverse: number
}

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - (b[i] ?? 0))
const along = (a: Float64Array, factor: number, b: Float64Array): Float64Array =>
  a.map((value, i) => value + factor * (b[i] ?? 0))

/** The quasi-Newton direction by the two loops over the last corrections (Nocedal 1980). */
const directionOf = (gradient: Float64Array, corrections: ReadonlyArray<Correction>): Float64Array => {
  let q: Float64Array = gradient.map((value) => -value)
  const factors = corrections.toReversed().map(({ step, change, inverse }) => {
    const factor = inverse * dot(step, q)
    q = along(q, -factor, change)
    return factor
  })
  const last = corrections.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.inverse * dot(last.change, last.change))
    q = q.map((value) => value * scale)
  }
  corrections.forEach(({ step, change, inverse }, i) => {
    const factor = inverse * dot(change, q)
    q = along(q, (factors[corrections.length - 1 - i] ?? 0) - factor, step)
  })
  return q
}

/**
 * The minimum of a smooth convex function by L-BFGS (Liu and Nocedal 1989) with a step that is halved until it descends
 * (Armijo), until no entry of the gradient is above `tolerance`.
 */
export const minimise = (
  f: Smooth,
  from: Float64Array,
  { tolerance = 1e-8, iterations = 1000, memory = 10 } = {},
): Float64Array => {
  let [at, now] = [from, f(from)]
  let corrections: ReadonlyArray<Correction> = []
  for (let i = 0; i < iterations; i++) {
    if (now.gradient.every((entry) => Math.abs(entry) <= tolerance)) break
    const direction = directionOf(now.gradient, corrections)
    const slope = dot(direction, now.gradient)
    let step = corrections.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(now.gradient, now.gradient))) : 1
    let next = f(along(at, step, direction))
    while (next.value > now.value + 1e-4 * step * slope && step > 1e-12) {
      step /= 2
      next = f(along(at, step, direction))
    }
    if (step <= 1e-12) break
    const moved = along(at, step, direction)
    const correction = { step: minus(moved, at), change: minus(next.gradient, now.gradient) }
    const product = dot(correction.step, correction.change)
    if (product > 0) corrections = [...corrections, { ...correction, inverse: 1 / product }].slice(-memory)
    ;[at, now] = [moved, next]
  }
  return at
}
