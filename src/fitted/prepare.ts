import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Dataset, Parts } from '../data/index.ts'
import { compact, split } from '../data/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { applyAll, applyToCondition, fit, fitCondition } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import { fitToModel, targetFaults } from '../training/index.ts'

/** Preprocessing steps with the numbers that they took from the training rows. */
export interface FittedPreprocessing {
  readonly fitted: ReadonlyArray<Fitted>
  /** For the columns of a condition. */
  readonly fittedCondition: ReadonlyArray<Fitted>
}

/** Rows ready for training: split, and preprocessed by steps that were fitted on the training rows alone. */
export interface Prepared extends FittedPreprocessing {
  readonly parts: Parts
}

/** Rows, with those for validation and test where they are given apart. */
export interface GivenRows {
  readonly data: Dataset
  readonly validation?: Dataset
  readonly test?: Dataset
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

const emptyParts = (shares: NonNullable<Preparation['split']>, parts: Parts, rows: number): ReadonlyArray<Fault> => {
  if (parts.train.length === 0) return [noRows('training', rows)]
  if ((shares.validation ?? 0) > 0 && parts.validation.length === 0) return [noRows('validation', rows)]
  return (shares.test ?? 0) > 0 && parts.test.length === 0 ? [noRows('test', rows)] : []
}

const sized = (model: Model, data: Dataset | undefined, where: string): Fallible<Dataset | undefined> =>
  data === undefined ? Either.right(undefined) : fitToModel(model, data, where)

/** Rows, and the condition of rows, as the model sees them. */
export const preprocess = ({ fitted, fittedCondition }: FittedPreprocessing, rows: Dataset): Dataset =>
  applyToCondition(fittedCondition, applyAll(fitted, rows))

const fitSteps = ({ steps }: Registry, specs: Preparation['preprocessing'] = [], train: Dataset) => ({
  fitted: fit(steps, specs, train),
  fittedCondition: fitCondition(steps, specs, train),
})

/**
 * Rows checked against the model, split and preprocessed. The memory of `data` is used up. Steps that were fitted
 * before are taken as they are; without, they are fitted on the training rows.
 */
export const prepare = (
  registry: Registry,
  { split: shares = {}, preprocessing }: Preparation,
  model: Model,
  seed: Stream,
  { data, validation, test }: GivenRows,
  alreadyFitted?: FittedPreprocessing,
): Fallible<Prepared> =>
  pipe(
    Either.Do,
    Either.bind('data', () => fitToModel(model, data)),
    Either.bind('validation', () => sized(model, validation, 'validation')),
    Either.bind('test', () => sized(model, test, 'test')),
    Either.flatMap((rows): Fallible<Parts> => {
      const own = rows.validation === undefined ? shares : { ...shares, validation: 0 }
      const drawn = split(child(seed, 'split'), rows.data, own, rows.test, compact)
      const raw = { ...drawn, validation: rows.validation ?? drawn.validation }
      return settle(emptyParts(own, raw, data.length), () => raw)
    }),
    Either.flatMap((raw) => {
      const steps = alreadyFitted ?? fitSteps(registry, preprocessing, raw.train)
      const parts: Parts = {
        train: preprocess(steps, raw.train),
        validation: preprocess(steps, raw.validation),
        test: preprocess(steps, raw.test),
      }
      return settle(targetFaults(model, parts.train), () => ({ ...steps, parts }))
    }),
  )

/** The rows that a model is evaluated on, the first that there are: test, validation, training. */
export const heldOut = ({ test, validation, train }: Parts): readonly [part: string, rows: Dataset] => {
  if (test.length > 0) return ['test', test]
  return validation.length > 0 ? ['validation', validation] : ['training', train]
}
