import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../src/codec/index.ts'
import type { Run } from '../../src/cli/runDirectory.ts'
import { readRun } from '../../src/cli/runDirectory.ts'
import { load } from '../../src/data/files/index.ts'
import type { Dataset } from '../../src/data/index.ts'
import type { Session } from '../../src/engines/index.ts'
import { heldOut, inferencePlan, prepare } from '../../src/fitted/index.ts'
import { engines, library } from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import { stream } from '../../src/random/index.ts'

/** A trained run that can be asked things, and the rows that it is looked at with. */
export interface Seen {
  readonly run: Run
  readonly session: Session
  readonly train: Dataset
  readonly rows: Dataset
  /** Which part of the data the rows are. */
  readonly part: string
}

const right = <A>(result: Either.Either<Faults, A>): A => {
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  return result.right
}

/** Opens a run directory. */
export const see = async (path: string): Promise<Seen> => {
  const run = right(await readRun(library, path))
  const engine = await engines.native({})
  const session = await engine.open(run.model, inferencePlan(run.record.steps))
  const { preprocessing: fitted, conditionPreprocessing: fittedCondition = [] } = run.record
  const seed = stream(run.spec.seed ?? 0)
  const { parts } = right(
    prepare(library, run.spec, run.model, seed, right(await load(run.spec.data)), { fitted, fittedCondition }),
  )
  const [part, rows] = heldOut(parts)
  return { run, session, train: parts.train, rows, part }
}
