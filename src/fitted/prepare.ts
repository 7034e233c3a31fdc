import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Dataset, Numbers, Parts, RawDataset } from '../data/index.ts'
import { compact, split, targetRows, windowGap, withTarget } from '../data/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted, Layout } from '../preprocessing/index.ts'
import { applyAll, applyToCondition, fit, fitCondition, layoutAfter, lossesOf } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { categoryFaults } from './categoryFaults.ts'
import { sameShape } from '../tensor/shape.ts'
import type { RowsInMemory, TrainingRows } from '../training/index.ts'
import {
  attachCondition,
  fitTarget,
  fitToModel,
  inputShaped,
  requireTarget,
  targetFaults,
  widthFaults,
} from '../training/index.ts'
import { textFaults } from './textFaults.ts'

/** Preprocessing steps with the numbers that they took from the training rows. */
export interface FittedPreprocessing {
  readonly fitted: ReadonlyArray<Fitted>
  /** For the columns of a condition. */
  readonly fittedCondition: ReadonlyArray<Fitted>
  /** The sizes of a row before the steps; those of the input of the model where they are left out. */
  readonly sizes?: Sizes
  /** For the target, where that is not the rows themselves. */
  readonly fittedTarget?: ReadonlyArray<Fitted>
  /** The sizes of the target of a row before those steps; those of the target of the model where they are left out. */
  readonly targetSizes?: Sizes
}

/** How many rows each part has; those for calibration only where there are some. */
export type PartCounts = Readonly<Record<'train' | 'validation' | 'test', number>> & { readonly calibration?: number }

/** Rows ready for training: split, and preprocessed by steps that were fitted on the training rows alone. */
export interface Prepared<Train extends TrainingRows = TrainingRows, Validation extends RowsInMemory = RowsInMemory> {
  readonly preprocessing: FittedPreprocessing
  /** The rows in memory, to compare with; samples of them where they are sparse, or more than memory holds. */
  readonly parts: Parts
  /** The rows to train on. */
  readonly training: Train
  readonly validation: Validation
  /** The rows that the scores are of which thresholds come from; absent where none are held out for that. */
  readonly calibration?: Validation
  /** How many rows each part has. */
  readonly counts: PartCounts
  /** What is known of rows before the steps: their sizes, columns and schema. */
  readonly raw: Layout
  /** What the steps lose of the training rows, in sentences. */
  readonly losses: ReadonlyArray<string>
}

/** Rows, with those for validation and test where they are given apart. */
export interface GivenRows {
  readonly data: RawDataset
  readonly validation?: RawDataset
  readonly test?: RawDataset
}

/** What preparing rows takes of an experiment. */
export type Preparation = Pick<ExperimentSpec, 'preprocessing' | 'targetPreprocessing' | 'split' | 'windows'>

const noRows = (part: string, rows: number): Fault => ({
  fault: 'empty part',
  where: `data, ${part} rows`,
  expected: 'at least one row',
  found: `none of ${rows}`,
  remedy: 'change the split or give more rows',
})

export const emptyParts = (
  shares: NonNullable<Preparation['split']>,
  parts: { readonly [Part in keyof Parts]: { readonly length: number } },
  rows: number,
): ReadonlyArray<Fault> => {
  if (parts.train.length === 0) return [noRows('training', rows)]
  if ((shares.validation ?? 0) > 0 && parts.validation.length === 0) return [noRows('validation', rows)]
  if ((shares.calibration ?? 0) > 0 && (parts.calibration?.length ?? 0) === 0) return [noRows('calibration', rows)]
  return (shares.test ?? 0) > 0 && parts.test.length === 0 ? [noRows('test', rows)] : []
}

const applyToTarget = ({ steps }: Registry, fitted: ReadonlyArray<Fitted>, data: Dataset): Fallible<Dataset> =>
  data.target === undefined
    ? Either.right(data)
    : pipe(
        applyAll(steps, fitted, targetRows(data), 'target'),
        Either.map((target) => withTarget(data, target)),
      )

/** Rows, and the condition and target of rows, as the model sees them. `where` is the place of the rows, for faults. */
export const preprocess = (
  registry: Registry,
  { fitted, fittedCondition, fittedTarget = fitted }: FittedPreprocessing,
  rows: RawDataset,
  where?: string,
): Fallible<Dataset> =>
  pipe(
    applyAll(registry.steps, fitted, rows, where),
    Either.flatMap((done) => applyToCondition(registry.steps, fittedCondition, done)),
    Either.flatMap((done) => applyToTarget(registry, fittedTarget, done)),
  )

const fitTargetSteps = (
  { steps }: Registry,
  specs: NonNullable<Preparation['preprocessing']>,
  train: RawDataset,
): Fallible<Pick<FittedPreprocessing, 'fittedTarget' | 'targetSizes'>> =>
  train.target === undefined
    ? Either.right({})
    : pipe(
        fit(steps, specs, targetRows(train), 'targetPreprocessing'),
        Either.map((fittedTarget) => ({ fittedTarget, ...present({ targetSizes: train.target?.sizes }) })),
      )

/** Fits the steps of rows, condition and target on the training rows. */
export const fitSteps = (
  registry: Registry,
  { preprocessing = [], targetPreprocessing = preprocessing }: Preparation,
  train: RawDataset,
): Fallible<FittedPreprocessing> =>
  pipe(
    Either.Do,
    Either.bind('fitted', () => fit(registry.steps, preprocessing, train)),
    Either.bind('fittedCondition', () => fitCondition(registry.steps, preprocessing, train)),
    Either.bind('ofTarget', () => fitTargetSteps(registry, targetPreprocessing, train)),
    Either.map(({ ofTarget, ...fitted }) => ({ ...fitted, ...ofTarget, sizes: train.sizes })),
  )

/**
 * Rows with the condition of each, of the width of the model; where steps follow that may change the width, of the
 * width of these sizes.
 */
export const checked = (
  model: Model,
  before: Sizes | undefined,
  data: RawDataset,
  where: string,
): Fallible<RawDataset> => {
  if (before === undefined) return fitToModel(model, data, where)
  return pipe(
    settle(widthFaults(before, data, where, 'the training rows are'), () => data),
    Either.flatMap((rows) => attachCondition(model, rows)),
  )
}

const checkedPart = (
  model: Model,
  before: Sizes | undefined,
  data: RawDataset | undefined,
  where: string,
): Fallible<RawDataset | undefined> => {
  return data === undefined ? Either.right(undefined) : checked(model, before, data, where)
}

/** Splits the rows that are not given apart. */
const splitRows = (
  { split: shares = {}, windows }: Preparation,
  seed: Stream,
  { data, validation, test }: GivenRows,
): Fallible<Parts<Numbers>> => {
  const own = validation === undefined ? shares : { ...shares, validation: 0 }
  const { length } = data
  const by = windows === undefined ? child(seed, 'split') : { gap: windowGap(windows) }
  const drawn = split(by, data, own, test, compact)
  const raw = { ...drawn, validation: validation ?? drawn.validation }
  return settle(emptyParts(own, raw, length), () => raw)
}

/** A part of the rows as the model sees it. */
export const preparePart = (
  registry: Registry,
  model: Model,
  fitted: FittedPreprocessing,
  rows: RawDataset,
  where: string,
): Fallible<Dataset> =>
  pipe(
    preprocess(registry, fitted, rows, where),
    Either.flatMap((done) => inputShaped(model, done, where)),
    Either.flatMap((done) => fitTarget(model, done)),
  )

/** The same of a part that there may not be. */
const optionalPart = (
  registry: Registry,
  model: Model,
  fitted: FittedPreprocessing,
  rows: RawDataset | undefined,
  where: string,
): Fallible<Dataset | undefined> =>
  rows === undefined ? Either.right(undefined) : preparePart(registry, model, fitted, rows, where)

/** Calibration rows under their name, where there are any. */
export const calibrationOf = <Rows extends { readonly length: number }>(
  calibration: Rows | undefined,
): { readonly calibration?: Rows } => (calibration === undefined || calibration.length === 0 ? {} : { calibration })

/** The number of rows in each part. */
export const countsOf = ({
  train,
  validation,
  test,
  calibration,
}: {
  readonly [Part in keyof Parts]: { readonly length: number }
}): PartCounts => ({
  train: train.length,
  validation: validation.length,
  test: test.length,
  ...present({ calibration: calibration?.length }),
})

/**
 * Rows checked against the model, split and preprocessed. The memory of `data` is used up. Steps that were fitted
 * before are taken as they are; without, they are fitted on the training rows.
 */
export const prepare = (
  registry: Registry,
  preparation: Preparation,
  model: Model,
  seed: Stream,
  rows: GivenRows,
  alreadyFitted?: FittedPreprocessing,
): Fallible<Prepared<Dataset, Dataset>> => {
  const { preprocessing = [] } = preparation
  const hasSteps = (alreadyFitted?.fitted ?? preprocessing).length > 0
  const { sizes, columns, schema } = rows.data
  const before = hasSteps ? (alreadyFitted?.sizes ?? sizes) : undefined
  return pipe(
    Either.Do,
    Either.bind('data', () => checked(model, before, rows.data, 'data')),
    Either.tap(({ data }) => requireTarget(model, data, !sameShape(model.target, model.input))),
    Either.bind('validation', () => checkedPart(model, before, rows.validation, 'validation')),
    Either.bind('test', () => checkedPart(model, before, rows.test, 'test')),
    Either.bind('parts', ({ data, validation, test }) =>
      splitRows(preparation, seed, { data, ...present({ validation, test }) }),
    ),
    Either.bind('fitted', ({ parts: { train } }) =>
      alreadyFitted === undefined ? fitSteps(registry, preparation, train) : Either.right(alreadyFitted),
    ),
    Either.tap(({ fitted }) =>
      pipe(
        layoutAfter(registry.steps, fitted.fitted, { sizes, ...present({ columns, schema }) }),
        Either.flatMap((after) => settle(textFaults(model, after), () => undefined)),
      ),
    ),
    Either.let('losses', ({ parts, fitted }) => lossesOf(registry.steps, fitted.fitted, parts.train)),
    Either.bind('train', ({ parts, fitted }) => preparePart(registry, model, fitted, parts.train, 'data')),
    Either.bind('validated', ({ parts, fitted }) =>
      preparePart(registry, model, fitted, parts.validation, 'validation'),
    ),
    Either.bind('tested', ({ parts, fitted }) => preparePart(registry, model, fitted, parts.test, 'test')),
    Either.bind('calibrated', ({ parts: { calibration }, fitted }) =>
      optionalPart(registry, model, fitted, calibration, 'calibration'),
    ),
    Either.flatMap(({ train, validated, tested, calibrated, fitted, losses }) =>
      settle(
        [...(alreadyFitted === undefined ? categoryFaults(model, train, schema) : []), ...targetFaults(model, train)],
        () => ({
          preprocessing: fitted,
          parts: { train, validation: validated, test: tested, ...calibrationOf(calibrated) },
          training: train,
          validation: validated,
          ...calibrationOf(calibrated),
          counts: countsOf({ train, validation: validated, test: tested, ...calibrationOf(calibrated) }),
          raw: { sizes, ...present({ columns, schema }) },
          losses,
        }),
      ),
    ),
  )
}

/** The rows that a model is evaluated on, the first that there are: test, validation, training. */
export const heldOut = ({ test, validation, train }: Parts): readonly [part: string, rows: Dataset] => {
  if (test.length > 0) return ['test', test]
  return validation.length > 0 ? ['validation', validation] : ['training', train]
}
