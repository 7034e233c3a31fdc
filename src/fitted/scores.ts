import type { Dataset } from '../data/index.ts'
import type { Session, State } from '../engines/index.ts'
import { infer } from '../training/index.ts'

/** The scores of the training rows, sorted: where `detect` takes its thresholds from. */
export const sortedScores = async (
  session: Session,
  weights: Pick<State, 'parameters' | 'buffers'>,
  rows: Dataset,
): Promise<Float32Array> => Float32Array.from((await infer(session, 'score', weights, rows)).data).toSorted()
