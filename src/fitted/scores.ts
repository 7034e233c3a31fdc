import type { HostWeights, Session } from '../engines/index.ts'
import type { RowsInMemory } from '../training/index.ts'
import { infer } from '../training/index.ts'

/** The scores of the training rows, sorted: where `detect` takes its thresholds from. */
export const sortedScores = async (session: Session, weights: HostWeights, rows: RowsInMemory): Promise<Float32Array> =>
  Float32Array.from((await infer(session, 'score', weights, rows)).data).toSorted()
