import type { HostWeights, Session } from '../engines/index.ts'
import type { ReferencePart } from '../tasks/index.ts'
import type { AnyJob, RowsInMemory } from '../training/index.ts'
import { infer, isStreamed } from '../training/index.ts'
import type { Prepared } from './prepare.ts'

/** The scores of rows, sorted: where `detect` takes its thresholds from. */
export const sortedScores = async (session: Session, weights: HostWeights, rows: RowsInMemory): Promise<Float32Array> =>
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
