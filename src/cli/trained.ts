import type { Engine, Session } from '../engines/index.ts'
import type { Prepared } from '../fitted/index.ts'
import { heldOut, sortedScores } from '../fitted/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { compare, pcaFor } from '../tasks/index.ts'
import { product } from '../tensor/shape.ts'
import type { Job, Outcome } from '../training/index.ts'
import { comparisonLines } from './comparison.ts'
import { writeRun } from './runDirectory.ts'
import type { Terminal } from './terminal.ts'
import type { StagingDirectory } from './workplace.ts'

/** An experiment that was trained. */
export interface Trained {
  readonly spec: ExperimentSpec
  readonly name: string
  readonly job: Job
  readonly prepared: Prepared
  readonly outcome: Outcome
  readonly engine: Engine
}

const withSession = async <A>({ engine, job }: Trained, use: (session: Session) => Promise<A>): Promise<A> => {
  const session = await engine.open(job.model, job.plan)
  try {
    return await use(session)
  } finally {
    await session.close()
  }
}

/** Writes the run: spec, weights, history, and the scores of the training rows for thresholds. */
export const save = async (registry: Registry, workplace: StagingDirectory, trained: Trained) => {
  const { spec, name, prepared, outcome, engine } = trained
  const { train: rows, validation, test } = prepared.parts
  const scores = await withSession(trained, (session) => sortedScores(session, outcome.state, rows))
  const last = outcome.history.find(({ epoch }) => epoch === outcome.epoch)?.validation
  return writeRun(registry, workplace, {
    spec,
    weights: outcome.state,
    scores,
    history: outcome.history,
    record: {
      isthmus: 1,
      name,
      ending: outcome.ending,
      epoch: outcome.epoch,
      steps: outcome.state.step,
      rows: { train: rows.length, validation: validation.length, test: test.length },
      preprocessing: prepared.fitted,
      ...(prepared.fittedCondition.length === 0 ? {} : { conditionPreprocessing: prepared.fittedCondition }),
      engine: engine.name,
      ...(rows.columns === undefined ? {} : { columns: rows.columns }),
      ...(last === undefined ? {} : { validation: last }),
    },
  })
}

/** Evaluates the weights on rows that were not trained on, beside PCA. */
export const report = async (trained: Trained, path: string, terminal: Terminal, asJson: boolean) => {
  const { job, outcome } = trained
  const { parts } = trained.prepared
  const [part, rows] = heldOut(parts)
  const comparison = await withSession(trained, (session) =>
    compare(session, outcome.state, rows, pcaFor(parts.train, product(job.model.code))),
  )
  if (asJson)
    terminal.print(
      JSON.stringify({ kind: 'run', path, ending: outcome.ending, epoch: outcome.epoch, part, ...comparison }),
    )
  else for (const line of comparisonLines(comparison, part)) terminal.print(line)
}
