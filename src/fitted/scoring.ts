import { conformalPValues } from '../statistics/index.ts'
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

/** The conformal p-value of a score. */
export const pValueOf = ({ scores }: TrainedModel, score: number): number => conformalPValues(scores, [score])[0] ?? 1
