import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../data/index.ts'
import { select, splitRows } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { refused } from '../data/files/index.ts'
import type { FitResult, GivenRows } from '../fitted/index.ts'
import { evaluationOptions, fitDataset } from '../fitted/index.ts'
import { child, path, permutation, stream } from '../random/index.ts'
import type { Interval } from '../statistics/index.ts'
import { meanInterval } from '../statistics/index.ts'
import type { MetricChoice } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import type { Evaluation } from './evaluateRun.ts'
import { evaluateRows } from './evaluateRun.ts'
import type { Run } from './openRun.ts'
import { loadOwn } from './rows.ts'
import { withTokenizers } from './tokenizerFile.ts'

/** One training of the spec of a run, on other rows or with another seed, and its evaluation. */
export interface Repeat {
  /** `fold 2 of 5`, `seed 3`. */
  readonly name: string
  readonly evaluation: Evaluation
}

/** A figure over the repeats: its mean, and where the mean of many more would lie (95 %, Student's t). */
export interface RepeatedFigure {
  readonly name: string
  readonly mean: number
  readonly interval?: Interval
  readonly values: ReadonlyArray<number>
}

/** What several trainings of one spec come to. */
export interface Repeated {
  readonly repeats: ReadonlyArray<Repeat>
  readonly figures: ReadonlyArray<RepeatedFigure>
}

export interface RepeatRunOptions {
  /** Each time another of so many parts of the rows is held out and evaluated. */
  readonly folds?: number
  /** So many trainings that differ in their seeds, on the same parts of the rows. */
  readonly seeds?: number
  readonly metrics?: MetricChoice
  /** Receives every repeat when it is done. */
  readonly onRepeat?: (repeat: Repeat) => void
  readonly signal?: AbortSignal
}

/** One training: its name, its seed, and the rows of each part. */
interface Plan {
  readonly name: string
  readonly seed: number
  readonly rows: () => GivenRows
}

const rowsAt = (data: RawDataset, rows: ArrayLike<number>): RawDataset => select(data, rows)

/** The rows of each fold, in a random order that the seed of the run draws. */
const foldsOf = (length: number, folds: number, seed: number): ReadonlyArray<Uint32Array> => {
  const order = permutation(path(stream(seed), 'folds'), length)
  return Array.from({ length: folds }, (_, fold) => order.filter((__, i) => i % folds === fold).toSorted())
}

/** The rows without a fold, from which those for validation are drawn, and the fold as test rows. */
const withoutFold = ({ spec }: Run, data: RawDataset, fold: Uint32Array, seed: number): GivenRows => {
  const held = new Set(fold)
  const rest = Uint32Array.from({ length: data.length }, (_, i) => i).filter((row) => !held.has(row))
  const { validation, train } = splitRows(
    child(stream(seed), 'split'),
    rest.length,
    present({ validation: spec.split?.validation }),
    true,
  )
  const at = (rows: Uint32Array): RawDataset =>
    rowsAt(
      data,
      rows.map((row) => rest[row] ?? 0),
    )
  return { data: at(train), validation: at(validation), test: rowsAt(data, fold) }
}

/** The parts that the run was trained on: the same for every seed. */
const ownParts = ({ spec }: Run, { data, test }: Loaded): GivenRows => {
  const rows = splitRows(child(stream(spec.seed ?? 0), 'split'), data.length, spec.split ?? {}, test !== undefined)
  return {
    data: rowsAt(data, rows.train),
    validation: rowsAt(data, rows.validation),
    test: test ?? rowsAt(data, rows.test.length > 0 ? rows.test : rows.validation),
  }
}

const plansFor = (run: Run, loaded: Loaded, { folds, seeds = 1 }: RepeatRunOptions): ReadonlyArray<Plan> => {
  const first = run.spec.seed ?? 0
  const numbers = Array.from({ length: seeds }, (_, i) => first + i)
  const seedName = (seed: number): string => `seed ${seed}`
  if (folds === undefined)
    return numbers.map((seed) => ({ name: seedName(seed), seed, rows: () => ownParts(run, loaded) }))
  return foldsOf(loaded.data.length, folds, first).flatMap((fold, i) =>
    numbers.map((seed) => ({
      name: `fold ${i + 1} of ${folds}${seeds > 1 ? `, ${seedName(seed)}` : ''}`,
      seed,
      rows: () => withoutFold(run, loaded.data, fold, seed),
    })),
  )
}

const trained = (run: Run, { seed, rows }: Plan, signal: AbortSignal | undefined): FallibleTask<FitResult> => {
  const { registry, spec, model, engine, path: folder } = run
  return pipe(
    withTokenizers(spec.preprocessing, folder),
    TaskEither.flatMap((preprocessing) => () => {
      const training = { ...spec, ...present({ preprocessing }), seed, split: {} }
      const task = { spec: { kind: 'experiment' as const, ...spec, seed }, model: model.model, training }
      return fitDataset(registry, task, rows(), engine, present({ signal }))
    }),
    TaskEither.flatMap((result) =>
      result.outcome.fault === undefined ? TaskEither.right(result) : refused(result.outcome.fault),
    ),
  )
}

const repeat = (run: Run, plan: Plan, { metrics, onRepeat, signal }: RepeatRunOptions): FallibleTask<Repeat> =>
  pipe(
    trained(run, plan, signal),
    TaskEither.bindTo('result'),
    TaskEither.bind('options', ({ result: { trained: model, prepared, outcome } }) =>
      TaskEither.fromEither(
        evaluationOptions(run.registry, model, present({ metrics }), prepared.parts.train, outcome.history),
      ),
    ),
    TaskEither.flatMap(({ result: { trained: model, prepared }, options }) =>
      evaluateRows(run.engine, model, ['test', prepared.parts.test], options),
    ),
    TaskEither.map((evaluation): Repeat => ({ name: plan.name, evaluation })),
    TaskEither.tapIO((done) => () => onRepeat?.(done)),
  )

/** The figures of an evaluation by name. */
const figuresOf = ({
  loss,
  mse,
  pca,
  elbo,
  fit,
  metrics = [],
}: Evaluation): ReadonlyArray<readonly [string, number]> => [
  ['loss', loss],
  ['mean squared error', mse],
  ...(pca === undefined ? [] : [['mean squared error of PCA', pca.mse] as const]),
  ...(elbo === undefined ? [] : [['evidence lower bound', elbo.mean] as const]),
  ...(fit === undefined ? [] : [['gap to training rows', fit.gap] as const]),
  ...metrics.flatMap((result) =>
    'undefined' in result || result.metric === 'mse' ? [] : [[result.title, result.value] as const],
  ),
]

/** The mean of every figure that all repeats have. */
const summarised = (repeats: ReadonlyArray<Repeat>): Repeated => {
  const all = repeats.map(({ evaluation }) => new Map(figuresOf(evaluation)))
  const names = [...(all[0]?.keys() ?? [])].filter((name) => all.every((figures) => figures.has(name)))
  return {
    repeats,
    figures: names.map((name) => {
      const values = all.map((figures) => figures.get(name) ?? Number.NaN)
      return { name, ...meanInterval(values), values }
    }),
  }
}

const checked = ({ spec }: Run, { folds }: RepeatRunOptions, { data }: Loaded): FallibleTask<void> => {
  if (folds !== undefined && folds > data.length)
    return refused({
      fault: 'out of range',
      where: '--folds',
      expected: `at most ${data.length} folds, as there are so many rows`,
      found: String(folds),
    })
  const { validation = 0, test = 0 } = spec.split ?? {}
  if (folds === undefined && validation + test === 0)
    return refused({
      fault: 'empty part',
      where: '--seeds',
      expected: 'rows that were held out of training, to evaluate',
      found: 'none',
      remedy: 'hold out a share, split: { test: 0.2 }, or take --folds',
    })
  return TaskEither.right(undefined)
}

/**
 * Trains the spec of a run again, in sequence: on folds of its rows, with other seeds, or both, and evaluates each model on
 * the rows held out of it. Intervals over folds are somewhat narrow, as their training rows overlap (Bengio and Grandvalet
 * 2004).
 */
export const repeatRunTask = (run: Run, options: RepeatRunOptions): FallibleTask<Repeated> => {
  if (run.spec.stream === true)
    return refused({
      fault: 'wrong usage',
      where: 'isthmus evaluate',
      expected: 'a run whose rows are in memory',
      found: 'one that was streamed',
      remedy: 'leave --folds and --seeds out',
    })
  return pipe(
    loadOwn(run),
    TaskEither.tap((loaded) =>
      loaded.test === undefined ? checked(run, options, loaded) : TaskEither.right(undefined),
    ),
    TaskEither.flatMap((loaded) =>
      TaskEither.sequenceSeqArray(plansFor(run, loaded, options).map((plan) => repeat(run, plan, options))),
    ),
    TaskEither.map(summarised),
  )
}
