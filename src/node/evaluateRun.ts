import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Dataset, Parts } from '../data/index.ts'
import { take } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { Engine, Session } from '../engines/index.ts'
import type { EvaluateOptions, TrainedModel } from '../fitted/index.ts'
import { comparedRowsOf, evaluationOptions, heldOut, inferencePlan, prepare, prepareStream } from '../fitted/index.ts'
import type { Stream } from '../random/index.ts'
import { stream } from '../random/index.ts'
import type { EpochOfHistory, MetricChoice, ModelEvaluation, ModelEvaluationOptions } from '../tasks/index.ts'
import { evaluateModel } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { onEngine } from './engine.ts'
import { experimentRows } from './experimentRows.ts'
import { factorsFor } from './factors.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { loadOwn, ownSource, readRowsTask } from './rows.ts'
import { locateSources } from './source.ts'

/** An evaluation, with the part of the data that it is of: test, validation, training, or the name of a file. */
export interface Evaluation extends ModelEvaluation {
  readonly part: string
}

export interface EvaluateRunOptions extends RowsOptions, Pick<EvaluateOptions, 'downstream' | 'known' | 'seed'> {
  /** Bounds the log-likelihood with this many codes for each row, for a Gaussian code. */
  readonly samples?: number | undefined
  /** Which metrics to compute: the quick ones that apply, all, or some by name; none by default. */
  readonly metrics?: MetricChoice | undefined
  /** What varies in the rows: columns of the data by name, or the path of a file with a row for each. */
  readonly factors?: string | undefined
  /** Whether to compare with PCA; by default it does. */
  readonly pca?: boolean | undefined
}

/** A session of a trained model, which is closed afterwards. */
export const withSession = async <A>(
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
  [part, rows]: readonly [part: string, rows: Dataset],
  options: ModelEvaluationOptions,
): FallibleTask<Evaluation> =>
  onEngine(() =>
    withSession(engine, trained, async (session) => ({
      part,
      ...(await evaluateModel(session, trained.model, trained.weights, rows, options)),
    })),
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

/** A run whose own data is read with other labels, where these are asked for. */
const withLabels = (run: Run, { data, label, id }: EvaluateRunOptions): FallibleTask<Run> =>
  pipe(
    data === undefined ? TaskEither.fromEither(ownSource(run, { label, id })) : TaskEither.right(run.spec.data),
    TaskEither.map((source) => ({ ...run, spec: { ...run.spec, data: source } })),
  )

/** The epochs of a history that name their losses. */
const epochsOf = ({ history }: Run): ReadonlyArray<EpochOfHistory> =>
  history.flatMap(({ epoch, train, validation }) =>
    epoch === undefined || train === undefined ? [] : [{ epoch, train, ...present({ validation }) }],
  )

/** Evaluates a run on the rows held out of its own data, or on the rows of a file, and compares with PCA. */
export const evaluateRunTask = (given: Run, options: EvaluateRunOptions = {}): FallibleTask<Evaluation> =>
  pipe(
    withLabels(given, options),
    TaskEither.bindTo('run'),
    // Wrong options are refused before any row is read.
    TaskEither.bind('chosen', ({ run }) =>
      TaskEither.fromEither(
        evaluationOptions(
          run.registry,
          run.model.trained,
          present({ ...options, factors: undefined }),
          undefined,
          epochsOf(run),
        ),
      ),
    ),
    TaskEither.bind('parts', ({ run }) => partsOf(run)),
    TaskEither.bind('rows', ({ run, parts }) => rowsFor(run, parts, options)),
    TaskEither.bind('factors', ({ run, rows: [, rows] }) => factorsFor(run, rows.length, options)),
    TaskEither.flatMap(({ run, chosen, parts, rows, factors }) =>
      evaluateRows(run.engine, run.model.trained, rows, {
        ...chosen,
        training: parts.train,
        factors,
        pca: options.pca,
      }),
    ),
  )
