import type { Contributions, Inference } from '../tasks/index.ts'
import { errorContributions } from '../tasks/index.ts'
import type { TrainedModel } from './trainedModel.ts'

/** The scores of rows, with what each entry that the model gives adds to them. */
export interface Scored {
  readonly scores: ArrayLike<number>
  readonly contributions: Contributions
}

/** Scores rows as `detect` does. */
export const scored = async (found: Inference): Promise<Scored> => {
  const [output, { data: scores }] = [await found.output(), await found.losses()]
  return { scores, contributions: errorContributions(found.target, output, scores) }
}

/** The first place in sorted numbers at or behind which all are at least a number. */
const lowerBound = (sorted: ArrayLike<number>, value: number): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** (1 + the reference scores that are not lower) / (1 + their number). */
export const pValueOf = ({ scores }: TrainedModel, score: number): number =>
  (1 + scores.length - lowerBound(scores, score)) / (1 + scores.length)
