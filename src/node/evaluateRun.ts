import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Dataset, Parts } from '../data/index.ts'
import { take } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { refused } from '../data/files/index.ts'
import type { Engine, Session } from '../engines/index.ts'
import type { TrainedModel } from '../fitted/index.ts'
import { comparedRowsOf, heldOut, inferencePlan, prepare, prepareStream } from '../fitted/index.ts'
import { boundFault } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { stream } from '../random/index.ts'
import type { Comparison } from '../tasks/index.ts'
import { compare, estimateBound, pcaFor } from '../tasks/index.ts'
import { product } from '../tensor/shape.ts'
import { onEngine } from './engine.ts'
import { experimentRows } from './experimentRows.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { loadOwn, readRowsTask } from './rows.ts'
import { locateSources } from './source.ts'

/** An evaluation, with the part of the data that it is of: test, validation, training, or the name of a file. */
export interface Evaluation extends Comparison {
  readonly part: string
}

export interface EvaluateRunOptions extends RowsOptions {
  /** Bounds the log-likelihood with this many codes for each row, for a Gaussian code. */
  readonly samples?: number | undefined
}

const withSession = async <A>(
  engine: Engine,
  { model, provenance }: TrainedModel,
  use: (session: Session) => Promise<A>,
): Promise<A> => {
  const session = await engine.open(model, inferencePlan(provenance.total))
  try {
    return await use(session)
  } finally {
    await session.close()
  }
}

/** Evaluates preprocessed rows, and compares with PCA that is fitted on the training rows. */
export const evaluateRows = (
  engine: Engine,
  trained: TrainedModel,
  training: Dataset,
  [part, rows]: readonly [part: string, rows: Dataset],
  samples?: number,
): FallibleTask<Evaluation> =>
  onEngine(() =>
    withSession(engine, trained, async (session) => {
      const { model, weights } = trained
      const comparison = await compare(session, weights, rows, pcaFor(training, product(model.code)))
      if (samples === undefined) return { part, ...comparison }
      return { part, ...comparison, bound: await estimateBound(session, model, weights, rows, samples) }
    }),
  )

/** The same of a run that was streamed: those held out, and a sample of those that it was trained on. */
const streamedParts = ({ registry, spec, model, path }: Run, seed: Stream): FallibleTask<Parts> =>
  pipe(
    TaskEither.fromTask(() => locateSources(spec, path)),
    TaskEither.flatMap((sources) => experimentRows(registry, sources, true)),
    TaskEither.flatMap(({ rows }) => async () => {
      if (!('stream' in rows)) throw new Error('a streamed run without a stream')
      return prepareStream(registry, spec, model.model, seed, rows, model.trained.preprocessing)
    }),
    TaskEither.map(({ parts }) => parts),
  )

/** The rows that a run was trained on and those held out, split and preprocessed as they were then. */
export const partsOf = (run: Run): FallibleTask<Parts> => {
  const { registry, spec, model } = run
  const seed = stream(spec.seed ?? 0)
  if (spec.stream === true) return streamedParts(run, seed)
  return pipe(
    loadOwn(run),
    TaskEither.flatMapEither((loaded) =>
      prepare(registry, spec, model.model, seed, loaded, model.trained.preprocessing),
    ),
    TaskEither.map(({ parts }) => parts),
  )
}

const rowsFor = (run: Run, parts: Parts, options: EvaluateRunOptions): FallibleTask<readonly [string, Dataset]> => {
  const { data, rows } = options
  if (data === undefined) {
    const [part, all] = heldOut(parts)
    return TaskEither.right([part, take(all, rows ?? all.length)])
  }
  return pipe(
    readRowsTask(run, options),
    TaskEither.flatMapEither((raw) => comparedRowsOf(run.registry, run.model.trained, raw)),
    TaskEither.map((compared) => [data, compared] as const),
  )
}

/** Evaluates a run on the rows held out of its own data, or on the rows of a file, and compares with PCA. */
export const evaluateRunTask = (run: Run, options: EvaluateRunOptions = {}): FallibleTask<Evaluation> => {
  const { trained } = run.model
  const fault = options.samples === undefined ? undefined : boundFault(trained.model)
  if (fault !== undefined) return refused(fault)
  return pipe(
    partsOf(run),
    TaskEither.bindTo('parts'),
    TaskEither.bind('rows', ({ parts }) => rowsFor(run, parts, options)),
    TaskEither.flatMap(({ parts, rows }) => evaluateRows(run.engine, trained, parts.train, rows, options.samples)),
  )
}
