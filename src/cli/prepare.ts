import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { Parts } from '../data/index.ts'
import { compact, split } from '../data/index.ts'
import type { Loaded } from '../data/files/index.ts'
import { load } from '../data/files/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { applyAll, fit } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import type { ExperimentSpec, Registry } from '../spec/index.ts'
import { fitToModel, targetsFit } from '../training/index.ts'

/** Rows ready for training: split, and preprocessed by steps that saw the training rows alone. */
export interface Prepared {
  readonly parts: Parts
  readonly fitted: ReadonlyArray<Fitted>
}

const noRows = (part: string, rows: number): Faults => [
  {
    fault: 'empty part',
    where: `data, ${part} rows`,
    expected: 'at least one row',
    found: `none of ${rows}`,
    remedy: 'change the split or give more rows',
  },
]

const emptyPart = ({ split: shares = {} }: ExperimentSpec, parts: Parts, rows: number): Faults | undefined => {
  if (parts.train.length === 0) return noRows('training', rows)
  if ((shares.validation ?? 0) > 0 && parts.validation.length === 0) return noRows('validation', rows)
  return (shares.test ?? 0) > 0 && parts.test.length === 0 ? noRows('test', rows) : undefined
}

/** Reads the data of an experiment, checks that it fits the model, splits it and preprocesses it. */
export const prepare = async (
  registry: Registry,
  spec: ExperimentSpec,
  model: Model,
  seed: Stream,
  /** Steps that were fitted before; else they are fitted now. */
  already?: ReadonlyArray<Fitted>,
): Promise<Either.Either<Faults, Prepared>> => {
  const loaded = await load(spec.data)
  if (Either.isLeft(loaded)) return loaded
  const { data, test }: Loaded = loaded.right
  const sized = fitToModel(model, data)
  if (Either.isLeft(sized)) return sized
  const given = test === undefined ? undefined : { ...test, sizes: model.input }
  const raw = split(child(seed, 'split'), sized.right, spec.split ?? {}, given, compact)
  const empty = emptyPart(spec, raw, data.length)
  if (empty !== undefined) return Either.left(empty)
  const fitted = already ?? fit(registry.steps, spec.preprocessing ?? [], raw.train)
  const parts = {
    train: applyAll(fitted, raw.train),
    validation: applyAll(fitted, raw.validation),
    test: applyAll(fitted, raw.test),
  }
  const [first, ...rest] = targetsFit(model, parts.train)
  return first === undefined ? Either.right({ parts, fitted }) : Either.left([first, ...rest])
}
