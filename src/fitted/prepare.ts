import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Dataset, Numbers, Parts, RawDataset } from '../data/index.ts'
import { compact, split } from '../data/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted, Layout } from '../preprocessing/index.ts'
import { applyAll, applyToCondition, fit, fitCondition } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { attachCondition, fitToModel, inputShaped, targetFaults, widthFaults } from '../training/index.ts'

/** Preprocessing steps with the numbers that they took from the training rows. */
export interface FittedPreprocessing {
  readonly fitted: ReadonlyArray<Fitted>
  /** For the columns of a condition. */
  readonly fittedCondition: ReadonlyArray<Fitted>
  /** The sizes of a row before the steps; those of the input of the model where they are left out. */
  readonly sizes?: Sizes
}

/** Rows ready for training: split, and preprocessed by steps that were fitted on the training rows alone. */
export interface Prepared {
  readonly preprocessing: FittedPreprocessing
  readonly parts: Parts
  /** What is known of rows before the steps: their sizes, columns and schema. */
  readonly raw: Layout
}

/** Rows, with those for validation and test where they are given apart. */
export interface GivenRows {
  readonly data: RawDataset
  readonly validation?: RawDataset
  readonly test?: RawDataset
}

/** What preparing rows takes of an experiment. */
export type Preparation = Pick<ExperimentSpec, 'preprocessing' | 'split'>

const noRows = (part: string, rows: number): Fault => ({
  fault: 'empty part',
  where: `data, ${part} rows`,
  expected: 'at least one row',
  found: `none of ${rows}`,
  remedy: 'change the split or give more rows',
})

const emptyParts = (
  shares: NonNullable<Preparation['split']>,
  parts: Parts<Numbers>,
  rows: number,
): ReadonlyArray<Fault> => {
  if (parts.train.length === 0) return [noRows('training', rows)]
  if ((shares.validation ?? 0) > 0 && parts.validation.length === 0) return [noRows('validation', rows)]
  return (shares.test ?? 0) > 0 && parts.test.length === 0 ? [noRows('test', rows)] : []
}

/** Rows, and the condition of rows, as the model sees them. `where` is the place of the rows, for faults. */
export const preprocess = (
  { steps }: Registry,
  { fitted, fittedCondition }: FittedPreprocessing,
  rows: RawDataset,
  where?: string,
): Fallible<Dataset> =>
  pipe(
    applyAll(steps, fitted, rows, where),
    Either.flatMap((done) => applyToCondition(steps, fittedCondition, done)),
  )

const fitSteps = (
  { steps }: Registry,
  specs: Preparation['preprocessing'] = [],
  train: RawDataset,
): Fallible<FittedPreprocessing> =>
  pipe(
    Either.Do,
    Either.bind('fitted', () => fit(steps, specs, train)),
    Either.bind('fittedCondition', () => fitCondition(steps, specs, train)),
    Either.map((fitted) => ({ ...fitted, sizes: train.sizes })),
  )

/**
 * Rows with the condition of each, of the width of the model; where steps follow that may change the width, of the
 * width of these sizes.
 */
const checked = (
  model: Model,
  before: Sizes | undefined,
  data: RawDataset | undefined,
  where: string,
): Fallible<RawDataset | undefined> => {
  if (data === undefined) return Either.right(undefined)
  if (before === undefined) return fitToModel(model, data, where)
  return pipe(
    settle(widthFaults(before, data, where, 'the training rows are'), () => data),
    Either.flatMap((rows) => attachCondition(model, rows)),
  )
}

/** Splits the rows that are not given apart. */
const splitRows = (
  { split: shares = {} }: Preparation,
  seed: Stream,
  { data, validation, test }: GivenRows,
): Fallible<Parts<Numbers>> => {
  const own = validation === undefined ? shares : { ...shares, validation: 0 }
  const { length } = data
  const drawn = split(child(seed, 'split'), data, own, test, compact)
  const raw = { ...drawn, validation: validation ?? drawn.validation }
  return settle(emptyParts(own, raw, length), () => raw)
}

/** A part of the rows as the model sees it. */
const preparePart = (
  registry: Registry,
  model: Model,
  fitted: FittedPreprocessing,
  rows: RawDataset,
  where: string,
): Fallible<Dataset> =>
  pipe(
    preprocess(registry, fitted, rows, where),
    Either.flatMap((done) => inputShaped(model, done, where)),
  )

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
): Fallible<Prepared> => {
  const { preprocessing = [] } = preparation
  const hasSteps = (alreadyFitted?.fitted ?? preprocessing).length > 0
  const { sizes, columns, schema } = rows.data
  const before = hasSteps ? (alreadyFitted?.sizes ?? sizes) : undefined
  return pipe(
    Either.Do,
    Either.bind('data', () => checked(model, before, rows.data, 'data')),
    Either.bind('validation', () => checked(model, before, rows.validation, 'validation')),
    Either.bind('test', () => checked(model, before, rows.test, 'test')),
    Either.bind('parts', ({ data = rows.data, validation, test }) =>
      splitRows(preparation, seed, { data, ...present({ validation, test }) }),
    ),
    Either.bind('fitted', ({ parts: { train } }) =>
      alreadyFitted === undefined ? fitSteps(registry, preprocessing, train) : Either.right(alreadyFitted),
    ),
    Either.bind('train', ({ parts, fitted }) => preparePart(registry, model, fitted, parts.train, 'data')),
    Either.bind('validated', ({ parts, fitted }) =>
      preparePart(registry, model, fitted, parts.validation, 'validation'),
    ),
    Either.bind('tested', ({ parts, fitted }) => preparePart(registry, model, fitted, parts.test, 'test')),
    Either.flatMap(({ train, validated, tested, fitted }) =>
      settle(targetFaults(model, train), () => ({
        preprocessing: fitted,
        parts: { train, validation: validated, test: tested },
        raw: { sizes, ...present({ columns, schema }) },
      })),
    ),
  )
}

/** The rows that a model is evaluated on, the first that there are: test, validation, training. */
export const heldOut = ({ test, validation, train }: Parts): readonly [part: string, rows: Dataset] => {
  if (test.length > 0) return ['test', test]
  return validation.length > 0 ? ['validation', validation] : ['training', train]
}
