import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Dataset, Parts } from '../data/index.ts'
import { compact, split, targetRows, withTarget } from '../data/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { applyAll, applyToCondition, fit, fitCondition } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import { sameShape } from '../tensor/shape.ts'
import type { RowsInMemory, TrainingRows } from '../training/index.ts'
import { fitToModel, requireTarget, targetFaults } from '../training/index.ts'

/** Preprocessing steps with the numbers that they took from the training rows. */
export interface FittedPreprocessing {
  readonly fitted: ReadonlyArray<Fitted>
  /** For the columns of a condition. */
  readonly fittedCondition: ReadonlyArray<Fitted>
  /** For the target, where that is not the rows themselves. */
  readonly fittedTarget?: ReadonlyArray<Fitted>
}

/** Rows ready for training: split, and preprocessed by steps that were fitted on the training rows alone. */
export interface Prepared<
  Train extends TrainingRows = TrainingRows,
  Validation extends RowsInMemory = RowsInMemory,
> extends FittedPreprocessing {
  /** The rows in memory, to compare with; samples of them where they are sparse, or more than memory holds. */
  readonly parts: Parts
  /** The rows to train on. */
  readonly training: Train
  readonly validation: Validation
  /** How many rows each part has. */
  readonly counts: Readonly<Record<keyof Parts, number>>
}

/** Rows, with those for validation and test where they are given apart. */
export interface GivenRows {
  readonly data: Dataset
  readonly validation?: Dataset
  readonly test?: Dataset
}

/** What preparing rows takes of an experiment. */
export type Preparation = Pick<ExperimentSpec, 'preprocessing' | 'targetPreprocessing' | 'split'>

const noRows = (part: string, rows: number): Fault => ({
  fault: 'empty part',
  where: `data, ${part} rows`,
  expected: 'at least one row',
  found: `none of ${rows}`,
  remedy: 'change the split or give more rows',
})

export const emptyParts = (
  shares: NonNullable<Preparation['split']>,
  parts: Readonly<Record<keyof Parts, { readonly length: number }>>,
  rows: number,
): ReadonlyArray<Fault> => {
  if (parts.train.length === 0) return [noRows('training', rows)]
  if ((shares.validation ?? 0) > 0 && parts.validation.length === 0) return [noRows('validation', rows)]
  return (shares.test ?? 0) > 0 && parts.test.length === 0 ? [noRows('test', rows)] : []
}

const sized = (model: Model, data: Dataset | undefined, where: string): Fallible<Dataset | undefined> =>
  data === undefined ? Either.right(undefined) : fitToModel(model, data, where)

const applyToTarget = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset =>
  data.target === undefined ? data : withTarget(data, applyAll(fitted, targetRows(data)))

/** Rows, and the condition and target of rows, as the model sees them. */
export const preprocess = ({ fitted, fittedCondition, fittedTarget }: FittedPreprocessing, rows: Dataset): Dataset =>
  applyToTarget(fittedTarget ?? fitted, applyToCondition(fittedCondition, applyAll(fitted, rows)))

export const fitSteps = (
  { steps }: Registry,
  { preprocessing = [], targetPreprocessing = preprocessing }: Preparation,
  train: Dataset,
): FittedPreprocessing => ({
  fitted: fit(steps, preprocessing, train),
  fittedCondition: fitCondition(steps, preprocessing, train),
  ...(train.target === undefined ? {} : { fittedTarget: fit(steps, targetPreprocessing, targetRows(train)) }),
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
  { data, validation, test }: GivenRows,
  alreadyFitted?: FittedPreprocessing,
): Fallible<Prepared<Dataset, Dataset>> => {
  const { split: shares = {} } = preparation
  const needsTarget = !sameShape(model.target, model.input)
  return pipe(
    Either.Do,
    Either.bind('data', () => fitToModel(model, data)),
    Either.tap((rows) => requireTarget(model, rows.data, needsTarget)),
    Either.bind('validation', () => sized(model, validation, 'validation')),
    Either.bind('test', () => sized(model, test, 'test')),
    Either.flatMap((rows): Fallible<Parts> => {
      const own = rows.validation === undefined ? shares : { ...shares, validation: 0 }
      const drawn = split(child(seed, 'split'), rows.data, own, rows.test, compact)
      const raw = { ...drawn, validation: rows.validation ?? drawn.validation }
      return settle(emptyParts(own, raw, data.length), () => raw)
    }),
    Either.flatMap((raw) => {
      const steps = alreadyFitted ?? fitSteps(registry, preparation, raw.train)
      const parts: Parts = {
        train: preprocess(steps, raw.train),
        validation: preprocess(steps, raw.validation),
        test: preprocess(steps, raw.test),
      }
      const counts = { train: parts.train.length, validation: parts.validation.length, test: parts.test.length }
      return settle(targetFaults(model, parts.train), () => ({
        ...steps,
        parts,
        training: parts.train,
        validation: parts.validation,
        counts,
      }))
    }),
  )
}

/** The rows that a model is evaluated on, the first that there are: test, validation, training. */
export const heldOut = ({ test, validation, train }: Parts): readonly [part: string, rows: Dataset] => {
  if (test.length > 0) return ['test', test]
  return validation.length > 0 ? ['validation', validation] : ['training', train]
}
