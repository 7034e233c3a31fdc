import { integer, struct } from '../../codec/index.ts'
import type { Hyperparameter, Values } from '../space/hyperparameter.ts'
import { isActive } from '../space/hyperparameter.ts'
import { defineSampler } from './sampler.ts'

/** The values of a hyperparameter on the grid: all where there are few, else evenly spread ones. */
const levelsOf = ({ distribution: { levels, at, options } }: Hyperparameter, points: number): ReadonlyArray<number> => {
  const count = options === undefined ? Math.min(levels ?? points, points) : (levels ?? points)
  const values = Array.from({ length: count }, (_, i) =>
    at(levels === count ? (i + 0.5) / count : i / Math.max(1, count - 1)),
  )
  return [...new Set(values)]
}

/** All points of the grid, one after the other: the last hyperparameter varies first, and those that do not exist not at all. */
function* gridPoints(
  all: ReadonlyArray<Hyperparameter>,
  points: number,
  at = 0,
  chosen: Values = {},
): Generator<Values> {
  const one = all[at]
  if (one === undefined) {
    yield chosen
    return
  }
  const values = levelsOf(one, points)
  const wanted = isActive(all, one, chosen) ? values : values.slice(0, 1)
  for (const value of wanted) yield* gridPoints(all, points, at + 1, { ...chosen, [one.name]: value })
}

/** Grid search: all combinations of all options and of evenly spread numbers, ends included. */
export const grid = defineSampler({
  name: 'grid',
  summary: 'Grid search: all combinations of options and of evenly spread numbers, as many as `points` of each range.',
  codec: struct({}, { points: integer({ minimum: 2, maximum: 1000 }) }),
  example: { points: 3 },
  build:
    ({ points = 3 }) =>
    ({ hyperparameters, number }) => {
      let i = 0
      for (const values of gridPoints(hyperparameters, points)) if (i++ === number) return values
      return undefined
    },
})
