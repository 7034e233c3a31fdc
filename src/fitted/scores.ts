import { orThrow } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import type { HostWeights, Session } from '../engines/index.ts'
import type { Registry } from '../format/index.ts'
import type { Inference, ReferencePart } from '../tasks/index.ts'
import { inferenceOf } from '../tasks/index.ts'
import type { AnyJob, RowsInMemory } from '../training/index.ts'
import { infer, isSparse, isStreamed } from '../training/index.ts'
import { defaultScore, reconstructionScore } from './defaultScore.ts'
import type { Prepared } from './prepare.ts'
import { fitScoreOn, scoresBy } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

/** The reconstruction errors of rows, sorted. */
const sortedErrors = async (session: Session, weights: HostWeights, rows: RowsInMemory): Promise<Float32Array> =>
  Float32Array.from((await infer(session, 'score', weights, rows)).data).toSorted()

/** Rows whose scores thresholds come from, and which they are. */
export interface ReferenceRows {
  readonly part: ReferencePart
  readonly rows: RowsInMemory
}

/**
 * The rows that scores are kept of: those for calibration; without them those for validation, where no epoch was chosen by
 * them; else the training rows, or a sample of those that are not in memory.
 */
export const referenceRows = (
  { train, validation, stopping }: AnyJob,
  { calibration, parts }: Pick<Prepared, 'calibration' | 'parts'>,
): ReferenceRows => {
  if (calibration !== undefined) return { part: 'calibration', rows: calibration }
  if (validation.length > 0 && stopping === undefined) return { part: 'validation', rows: validation }
  return { part: 'training', rows: isStreamed(train) ? parts.train : train }
}

/** The score that a spec names, or the default of its model. */
const scoreOf = ({ spec, model }: TrainedModel) =>
  (spec.kind === 'experiment' ? spec.score : undefined) ?? defaultScore(model)

/**
 * The score of a model, fitted on the training rows, and the sorted scores of the reference rows, where `detect` takes its
 * thresholds from. Of sparse rows, and where training diverged, it is the reconstruction error.
 */
export const fitScores = async (
  registry: Registry,
  trained: TrainedModel,
  session: Session,
  { train }: Prepared['parts'],
  { part, rows }: ReferenceRows,
): Promise<Pick<TrainedModel, 'score' | 'scores'>> => {
  const { model, weights } = trained
  const spec = scoreOf(trained)
  if (spec.score === reconstructionScore.score || isSparse(rows) || train.length === 0)
    return { scores: await sortedErrors(session, weights, rows) }
  const inference = (data: Dataset): Inference => inferenceOf((task) => task(session), model, weights, data)
  const training = inference(train)
  const areFinite = (await training.losses()).data.every((loss) => Number.isFinite(loss))
  if (!areFinite) return { scores: await sortedErrors(session, weights, rows) }
  const { fitted, reference, scorer } = orThrow(await fitScoreOn(registry, spec, training))
  if (part === 'training') return { score: fitted, scores: reference }
  return { score: fitted, scores: (await scoresBy(scorer, inference(rows))).toSorted() }
}
