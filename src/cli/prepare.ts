import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { Dataset, Parts } from '../data/index.ts'
import { compact, split } from '../data/index.ts'
import type { Loaded } from '../data/files/index.ts'
import { load } from '../data/files/index.ts'
import type { Model } from '../model/index.ts'
import type { Fitted } from '../preprocessing/index.ts'
import { applyAll, applyToCondition, fit, fitCondition } from '../preprocessing/index.ts'
import type { Stream } from '../random/index.ts'
import { child } from '../random/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { fitToModel, targetFaults } from '../training/index.ts'

/** Rows ready for training: split, and preprocessed by steps that saw the training rows alone. */
export interface Prepared {
  readonly parts: Parts
  readonly fitted: ReadonlyArray<Fitted>
  /** For the columns of numbers that the model is told beside the row. */
  readonly fittedCondition: ReadonlyArray<Fitted>
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
  already?: Pick<Prepared, 'fitted' | 'fittedCondition'>,
): Promise<Either.Either<Faults, Prepared>> => {
  const loaded = await load(spec.data)
  if (Either.isLeft(loaded)) return loaded
  const { data, test }: Loaded = loaded.right
  const sized = fitToModel(model, data)
  if (Either.isLeft(sized)) return sized
  const given = test === undefined ? undefined : fitToModel(model, test)
  if (given !== undefined && Either.isLeft(given)) return given
  const raw = split(child(seed, 'split'), sized.right, spec.split ?? {}, given?.right, compact)
  const empty = emptyPart(spec, raw, data.length)
  if (empty !== undefined) return Either.left(empty)
  const { fitted, fittedCondition } = already ?? {
    fitted: fit(registry.steps, spec.preprocessing ?? [], raw.train),
    fittedCondition: fitCondition(registry.steps, spec.preprocessing ?? [], raw.train),
  }
  const through = (rows: Dataset): Dataset => applyToCondition(fittedCondition, applyAll(fitted, rows))
  const parts = { train: through(raw.train), validation: through(raw.validation), test: through(raw.test) }
  const [first, ...rest] = targetFaults(model, parts.train)
  return first === undefined ? Either.right({ parts, fitted, fittedCondition }) : Either.left([first, ...rest])
}
