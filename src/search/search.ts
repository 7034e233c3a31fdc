import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow } from '../codec/index.ts'
import type { Engine } from '../engines/index.ts'
import type { AnyRows, EngineChoice, FitResult, FitRows, FittedModel, Rows } from '../fitted/index.ts'
import {
  engineOf,
  fitDataset,
  fittedModel,
  givenRows,
  heldOut,
  inferencePlan,
  withoutEngineError,
} from '../fitted/index.ts'
import type { Registry } from '../format/index.ts'
import { library } from '../format/index.ts'
import type { Comparison } from '../tasks/index.ts'
import { compare, pcaFor } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Distributions } from './distributions/index.ts'
import type { Importance } from './importance.ts'
import { importances } from './importance.ts'
import type { SearchOptions } from './planSearch.ts'
import { budgetOf, planSearch } from './planSearch.ts'
import type { Space } from './space/space.ts'
import { decodeSpace } from './space/space.ts'
import type { Candidate, TrialSettings } from './trials/candidate.ts'
import { candidateAt } from './trials/candidate.ts'
import { checkSpace } from './trials/checkSpace.ts'
import type { Driving } from './trials/drive.ts'
import { drive } from './trials/drive.ts'
import type { SearchPlan } from './trials/plan.ts'
import { nothingComplete, specOf } from './trials/plan.ts'
import { localRunner } from './trials/runner.ts'
import type { Trial } from './trials/trial.ts'
import { paretoFront, ranked } from './trials/trial.ts'

/** What a search found. */
export interface SearchReport {
  /** All trials in their order, skipped and failed ones too. */
  readonly trials: ReadonlyArray<Trial>
  /** The complete trial with the smallest first objective. */
  readonly best: Trial
  /** Its spec as JSON, ready to be trained. */
  readonly spec: Readonly<Record<string, unknown>>
  /** The complete trials that no other is better than in all objectives. */
  readonly front: ReadonlyArray<Trial>
  /** The most important hyperparameter first; empty for fewer than 12 trials. */
  readonly importances: ReadonlyArray<Importance>
}

/** What the trials of a search say, or that none was trained to its end. */
export const reportOf = (plan: SearchPlan, trials: ReadonlyArray<Trial>): Fallible<SearchReport> => {
  const complete = ranked(trials).filter(({ status }) => status === 'complete')
  const first = ({ results }: Trial): number => results.at(-1)?.objectives[0] ?? Number.POSITIVE_INFINITY
  const [best] = complete.toSorted((a, b) => first(a) - first(b) || a.trial - b.trial)
  if (best === undefined) return failure(nothingComplete(trials))
  return Either.right({
    trials,
    best,
    spec: specOf(plan, best),
    front: paretoFront(trials).toSorted((a, b) => first(a) - first(b)),
    importances: importances(plan.space.hyperparameters, trials),
  })
}

export interface SearchInput extends SearchOptions, Omit<Driving, 'known'> {
  readonly engine?: EngineChoice
  readonly registry?: Registry
  /** The distributions that the space may name; those of the library by default. */
  readonly distributions?: Distributions
  /** Rows to validate on, instead of a share of the others. */
  readonly validation?: Rows
}

/** What a search in memory found, with the winner trained. */
export interface SearchResult extends SearchReport {
  /** The winner, trained again from its seed: the weights of its trial. */
  readonly model: FittedModel
  /** Its evaluation on test rows, by which no trial was chosen; absent where there are none. */
  readonly test?: Comparison
  /** What is to be said of the space. */
  readonly notices: ReadonlyArray<string>
}

/** The number of rows, where it is known before they are read. */
const lengthOf = (rows: AnyRows): number => ('stream' in rows ? 1_000_000 : rows.data.length)

/** The number of rows that are trained on. */
export const trainingLength = (length: number, { training: { split = {} } }: Candidate): number =>
  Math.max(1, Math.round(length * (1 - (split.validation ?? 0) - (split.test ?? 0))))

const testOf = async ({ trained, prepared }: FitResult, engine: Engine): Promise<Comparison | undefined> => {
  const [part, rows] = heldOut(prepared.parts)
  if (part !== 'test') return undefined
  const session = await engine.open(trained.model, inferencePlan(trained.provenance.total))
  try {
    return await compare(session, trained.weights, rows, pcaFor(prepared.parts.train, product(trained.model.code)))
  } finally {
    await session.close()
  }
}

/** Trains the winner again, on the same rows from the same seed, and evaluates it on the test rows. */
const trainBest = (
  { space, settings }: SearchPlan,
  { best }: SearchReport,
  rows: AnyRows,
  engine: Engine,
): Promise<Fallible<Pick<SearchResult, 'model' | 'test'>>> =>
  withoutEngineError(async () => {
    const task = candidateAt(settings, space, best.values)
    if (Either.isLeft(task)) return task
    const fitted = await fitDataset(settings.registry, task.right, rows, engine)
    if (Either.isLeft(fitted)) return fitted
    const { trained, outcome } = fitted.right
    return Either.right({
      model: fittedModel(settings.registry, engine, trained, outcome.history),
      ...present({ test: await testOf(fitted.right, engine) }),
    })
  })

/** Ends by the signal, or when the minutes are over. */
const deadline = ({ minutes, signal }: Pick<SearchInput, 'minutes' | 'signal'>) => {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  const timer = minutes === undefined ? undefined : setTimeout(abort, Math.min(minutes * 60_000, 2 ** 31 - 1))
  return {
    signal: controller.signal,
    done: (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

/** What is known before trials are trained. */
interface Ready {
  readonly space: Space
  readonly settings: TrialSettings
  readonly rows: AnyRows
  readonly engine: Engine
}

const ready = async (json: object, rows: FitRows, input: SearchInput): Promise<Fallible<Ready>> => {
  const { registry = library, epochs, validation, engine: choice } = input
  const apart = validation === undefined ? [] : (['validation'] as const)
  const settings: TrialSettings = { registry, rows: 1, apart, ...present({ epochs }) }
  const space = decodeSpace(json, input.distributions)
  if (Either.isLeft(space)) return space
  const check = checkSpace(settings, space.right)
  if (Either.isLeft(check)) return check
  const given = await givenRows(check.right.example.model, rows, present({ validation }))
  if (Either.isLeft(given)) return given
  const engine = await engineOf(choice)
  if (Either.isLeft(engine)) return engine
  const length = trainingLength(lengthOf(given.right), check.right.example)
  return Either.right({
    space: space.right,
    settings: { ...settings, rows: length },
    rows: given.right,
    engine: engine.right,
  })
}

/** As `search`, with what is wrong as a value. */
export const searchEither = async (
  space: object,
  rows: FitRows,
  input: SearchInput = {},
): Promise<Fallible<SearchResult>> => {
  const begun = await ready(space, rows, input)
  if (Either.isLeft(begun)) return begun
  const { settings, rows: given, engine } = begun.right
  const planned = planSearch(begun.right.space, settings, input, engine)
  if (Either.isLeft(planned)) return planned
  const { plan, check } = planned.right
  const { signal, done } = deadline(input)
  const runner = localRunner(settings, given, engine, signal)
  try {
    const trials = await drive(plan, budgetOf(input), [runner], { ...present({ onTrial: input.onTrial }), signal })
    const report = reportOf(plan, trials)
    if (Either.isLeft(report)) return report
    return pipe(
      await trainBest(plan, report.right, given, engine),
      Either.map((trained) => ({ ...report.right, ...trained, notices: check.notices })),
    )
  } finally {
    done()
    await runner.close()
  }
}

/**
 * Searches a space for the spec with the smallest validation loss: suggests specs, trains them, stops hopeless ones early, and
 * trains the winner. Figures to report are those on test rows, `test`: no trial was chosen by them. Without a file system
 * and in one thread; `isthmus/node` searches in several processes and resumes. Bad input rejects with an `IsthmusError`.
 *
 * @example
 * const { choice, integer, logUniform, search, space } = Search
 * const code = integer(1, 2)
 * const small = space(
 *   experiment({
 *     model: autoencoder({
 *       encoder: pipe(input([3]), dense(integer(4, 16)), choice(relu, tanh), dense(code)),
 *       decoder: pipe(input([code]), dense(8), tanh, dense(3)),
 *       loss: mse,
 *     }),
 *     data: csv('rows.csv'),
 *     split: { validation: 0.2, test: 0.2 },
 *     optimiser: adam(logUniform(1e-4, 1e-1)),
 *     epochs: 30,
 *     batchSize: 16,
 *   }),
 * )
 * const use = async (rows: ReadonlyArray<ReadonlyArray<number>>) => {
 *   const { model, best, test } = await search(small, rows, { trials: 20, seed: 1 })
 *   return { codes: await model.encode(rows), validation: best.results, test: test?.mse }
 * }
 */
export const search = async (space: object, rows: FitRows, input?: SearchInput): Promise<SearchResult> =>
  orThrow(await searchEither(space, rows, input))
