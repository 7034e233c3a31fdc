import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { orThrow, settle } from '../codec/index.ts'
import type { Dataset, Parts, SparseRows } from '../data/index.ts'
import { denseRows, selectSparse, splitRows, withoutNumbers } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import { partsOf, targetFaults } from '../training/index.ts'
import type { FittedPreprocessing, Preparation, Prepared } from './prepare.ts'
import { calibrationOf, checked, countsOf, emptyParts, fitSteps, preparePart } from './prepare.ts'

/** Sparse rows, with those for validation and test where they are given apart. */
export interface GivenSparse {
  readonly data: SparseRows
  readonly validation?: SparseRows
  readonly test?: SparseRows
}

/** The numbers of the dense rows that are held for comparisons. */
const mostHeld = 2 ** 24
/** The numbers of the dense rows that preprocessing is fitted on. */
const mostFitted = 2 ** 28

/** So many numbers of some rows, evenly spread where all would be more. */
const spread = (rows: SparseRows, numbers: number): Dataset => {
  const length = Math.min(rows.length, Math.max(1, Math.floor(numbers / product(rows.sizes))))
  return denseRows(
    rows,
    Uint32Array.from({ length }, (_, i) => Math.floor((i * rows.length) / length)),
  )
}

const sized = (model: Model, before: Sizes | undefined, rows: SparseRows, where: string): Fallible<SparseRows> =>
  pipe(
    checked(model, before, withoutNumbers(rows), where),
    Either.map(({ values: _, mask: _mask, ...known }) => ({ ...rows, ...known })),
  )

const optional = (
  model: Model,
  before: Sizes | undefined,
  rows: SparseRows | undefined,
  where: string,
): Fallible<SparseRows | undefined> =>
  rows === undefined ? Either.right(undefined) : sized(model, before, rows, where)

/** The fault of the first target outside the domain of a term; looks at all rows only where a term has such a domain. */
const outside = (model: Model, rows: SparseRows): ReadonlyArray<Fault> => {
  if (model.terms.every(({ built }) => built.rows === undefined || built.targets === 'real')) return []
  for (const part of partsOf(rows, Math.max(1, Math.floor(mostHeld / product(rows.sizes))))) {
    const faults = targetFaults(model, part)
    if (faults.length > 0) return faults
  }
  return []
}

interface SparseParts {
  readonly train: SparseRows
  readonly validation: SparseRows
  readonly test: SparseRows
  readonly calibration?: SparseRows
}

const splitSparse = (
  seed: Stream,
  { data, validation, test }: GivenSparse,
  shares: NonNullable<Preparation['split']>,
): SparseParts => {
  const rows = splitRows(child(seed, 'split'), data.length, shares, test !== undefined)
  return {
    train: selectSparse(data, rows.train),
    validation: validation ?? selectSparse(data, rows.validation),
    test: test ?? selectSparse(data, rows.test),
    ...(rows.calibration.length === 0 ? {} : { calibration: selectSparse(data, rows.calibration) }),
  }
}

/**
 * Sparse rows checked against the model and split as dense ones are. They stay sparse: a minibatch becomes dense and is
 * preprocessed when it is trained on. Preprocessing is fitted on dense rows, on all of them if they have no more than 2²⁸
 * numbers.
 */
export const prepareSparse = (
  registry: Registry,
  preparation: Preparation,
  model: Model,
  seed: Stream,
  given: GivenSparse,
  alreadyFitted?: FittedPreprocessing,
): Fallible<Prepared> => {
  const { split: shares = {}, preprocessing = [] } = preparation
  const hasSteps = (alreadyFitted?.fitted ?? preprocessing).length > 0
  const before = hasSteps ? (alreadyFitted?.sizes ?? given.data.sizes) : undefined
  const own = given.validation === undefined ? shares : { ...shares, validation: 0 }
  return pipe(
    Either.Do,
    Either.bind('data', () => sized(model, before, given.data, 'data')),
    Either.bind('validation', () => optional(model, before, given.validation, 'validation')),
    Either.bind('test', () => optional(model, before, given.test, 'test')),
    Either.flatMap(({ data, validation, test }) => {
      const raw = splitSparse(seed, { data, ...(validation && { validation }), ...(test && { test }) }, own)
      return settle(emptyParts(own, raw, given.data.length), () => raw)
    }),
    Either.bindTo('raw'),
    Either.bind('steps', ({ raw }) => {
      const most = hasSteps ? mostFitted : mostHeld
      return alreadyFitted === undefined
        ? fitSteps(registry, preparation, spread(raw.train, most))
        : Either.right(alreadyFitted)
    }),
    // Rows that the steps do not take are found here, before training.
    Either.tap(({ raw, steps }) => preparePart(registry, model, steps, spread(raw.train, mostHeld), 'data')),
    Either.flatMap(({ raw, steps }) => prepared(registry, model, raw, steps, given.data)),
  )
}

const prepared = (
  registry: Registry,
  model: Model,
  raw: SparseParts,
  steps: FittedPreprocessing,
  { sizes, columns, schema }: SparseRows,
): Fallible<Prepared> => {
  const seen = (rows: SparseRows): SparseRows => ({
    ...rows,
    seen: (dense) => orThrow(preparePart(registry, model, steps, dense, 'data')),
  })
  const [train, validation, test] = [seen(raw.train), seen(raw.validation), seen(raw.test)]
  const calibration = raw.calibration && seen(raw.calibration)
  const parts: Parts = {
    train: spread(train, mostHeld),
    validation: spread(validation, mostHeld),
    test: spread(test, mostHeld),
    ...(calibration === undefined ? {} : { calibration: spread(calibration, mostHeld) }),
  }
  return settle(outside(model, train), () => ({
    preprocessing: steps,
    parts,
    training: train,
    validation,
    ...calibrationOf(calibration),
    counts: countsOf({ train, validation, test, ...calibrationOf(calibration) }),
    raw: { sizes, ...present({ columns, schema }) },
    // What loses something, steps of categories and of text, takes no sparse rows.
    losses: [],
  }))
}
