import type { Session } from '../engines/index.ts'
import { orThrow } from '../codec/index.ts'
import type { Registry } from '../format/index.ts'
import { inferenceOf } from '../tasks/index.ts'
import type { RowsInMemory } from '../training/index.ts'
import { infer, isSparse } from '../training/index.ts'
import { defaultScore, reconstructionScore } from './defaultScore.ts'
import { fitScoreOn } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

/** The score that a spec names, or the default of its model. */
const scoreOf = ({ spec, model }: TrainedModel) =>
  (spec.kind === 'experiment' ? spec.score : undefined) ?? defaultScore(model)

/** The score of a model, fitted on the training rows, and their sorted scores, where `detect` takes its thresholds from. */
export const trainingScores = async (
  registry: Registry,
  trained: TrainedModel,
  session: Session,
  rows: RowsInMemory,
): Promise<Pick<TrainedModel, 'score' | 'scores'>> => {
  const { model, weights } = trained
  const spec = scoreOf(trained)
  if (spec.score === reconstructionScore.score || isSparse(rows))
    return { scores: Float32Array.from((await infer(session, 'score', weights, rows)).data).toSorted() }
  const training = inferenceOf((task) => task(session), model, weights, rows)
  const { fitted, reference } = orThrow(await fitScoreOn(registry, spec, training))
  return { score: fitted, scores: reference }
}
