import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../src/codec/index.ts'
import { load } from '../../src/data/files/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import type { Session } from '../../src/engines/index.ts'
import type { TrainedModel } from '../../src/fitted/index.ts'
import { heldOut, inferencePlan, prepare } from '../../src/fitted/index.ts'
import type { ExperimentSpec } from '../../src/format/index.ts'
import { engines, library } from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import { readRun } from '../../src/node/readRun.ts'
import { locate } from '../../src/node/source.ts'
import { stream } from '../../src/random/index.ts'

/** The model of a run with a session, and the rows that it is looked at with. */
export interface Seen {
  readonly run: TrainedModel & { readonly spec: ExperimentSpec }
  readonly session: Session
  readonly train: Dataset
  readonly rows: Dataset
  /** Which part of the data the rows are. */
  readonly part: string
}

const right = <A>(result: Fallible<A>): A => {
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  return result.right
}

/** Opens a run directory. */
export const see = async (path: string): Promise<Seen> => {
  const { spec, trained: run } = right(await readRun(library, path)())
  const engine = await engines.native({})
  const session = await engine.open(run.model, inferencePlan(run.provenance.total))
  const loaded = right(await load(library, await locate(spec.data, path))())
  const { parts } = right(prepare(library, spec, run.model, stream(spec.seed ?? 0), loaded, run.preprocessing))
  const [part, rows] = heldOut(parts)
  return { run: { ...run, spec: { kind: 'experiment', ...spec } }, session, train: parts.train, rows, part }
}
