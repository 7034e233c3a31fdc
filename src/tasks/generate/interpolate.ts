import type { Points } from '../../statistics/index.ts'
import { pointAt } from '../../statistics/index.ts'

type Vector = Float32Array | Float64Array

/** So many numbers from 0 to 1, both included. */
export const shares = (steps: number): ReadonlyArray<number> =>
  Array.from({ length: steps }, (_, i) => (steps === 1 ? 0 : i / (steps - 1)))

/** (1 − t)·a + t·b. */
export const straight = (a: Vector, b: Vector, t: number): Float64Array =>
  Float64Array.from(a, (entry, i) => (1 - t) * entry + t * (b[i] ?? 0))

const dot = (a: Vector, b: Vector): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Directions whose angle has a smaller sine are parallel, or opposite: there is no one arc between them. */
const smallestSine = 1e-6

/**
 * Spherical interpolation (Shoemake 1985; for codes White 2016): along the arc between the directions of a and b, so that
 * codes between two samples of N(0, I) in many dimensions are about as long as samples are.
 *
 *     sin((1 − t)·θ) / sin θ · a + sin(t·θ) / sin θ · b      θ the angle between a and b
 *
 * Straight where a and b are parallel, opposite or 0.
 */
export const spherical = (a: Vector, b: Vector, t: number): Float64Array => {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  if (lengths === 0) return straight(a, b, t)
  const theta = Math.acos(Math.min(1, Math.max(-1, dot(a, b) / lengths)))
  const sine = Math.sin(theta)
  if (sine < smallestSine) return straight(a, b, t)
  const [first, second] = [Math.sin((1 - t) * theta) / sine, Math.sin(t * theta) / sine]
  return Float64Array.from(a, (entry, i) => first * entry + second * (b[i] ?? 0))
}

/** From each point to the next one: so many points for every pair, both ends included, one pair after the other. */
export const pathThrough = (points: Points, steps: number, along: typeof straight): Points => {
  const { width } = points
  const pairs = Math.max(0, points.length - 1)
  const values = new Float64Array(pairs * steps * width)
  for (let pair = 0; pair < pairs; pair++)
    shares(steps).forEach((t, step) => {
      const between = along(pointAt(points, pair), pointAt(points, pair + 1), t)
      values.set(between, (pair * steps + step) * width)
    })
  return { length: pairs * steps, width, values }
}
