import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { ConditionRows, Dataset } from '../../data/index.ts'
import { select } from '../../data/index.ts'
import type { Registry } from '../../format/index.ts'
import type { Stream } from '../../random/index.ts'
import { draw } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { attachCondition } from '../../training/index.ts'
import { codesOf } from '../modelRows.ts'
import type { Matrix } from '../rows/rows.ts'
import type { TrainedModel } from '../trainedModel.ts'

/** What is known of the condition of each code. */
export interface Conditions {
  readonly labels: ReadonlyArray<string> | undefined
  /** One row of numbers for all codes, or one for each. */
  readonly condition?: Matrix
  /** Training rows, whose conditions are taken where none is given. */
  readonly training: Dataset | undefined
}

/** Points as codes of the sizes of a model. */
export const codeRows = ({ model }: TrainedModel, { length, values }: Points): Dataset => ({
  sizes: model.code,
  length,
  values: Float32Array.from(values),
})

const repeated = (condition: ConditionRows, length: number): ConditionRows => ({
  ...condition,
  values: Float32Array.from(
    { length: length * condition.width },
    (_, at) => condition.values[at % condition.width] ?? 0,
  ),
})

/** The numbers of a condition, with the scaling of training: one row for each code, or one for all. */
const givenCondition = (
  registry: Registry,
  trained: TrainedModel,
  codes: Dataset,
  condition: Matrix,
): Fallible<Dataset> => {
  const one = select(codes, [0])
  const each = { rows: { data: codes.values, shape: [codes.length, ...codes.sizes] }, condition }
  const forAll = { rows: { data: one.values, shape: [1, ...codes.sizes] }, condition }
  return pipe(
    codesOf(registry, trained, forAll),
    Either.map(({ condition: rows }) =>
      rows === undefined ? codes : { ...codes, condition: repeated(rows, codes.length) },
    ),
    Either.orElse(() => codesOf(registry, trained, each)),
  )
}

/** The conditions of training rows, drawn at random. */
const drawnCondition = (codes: Dataset, training: Dataset | undefined, from: Stream): Fallible<Dataset> => {
  const { condition } = training ?? {}
  if (training === undefined || condition === undefined)
    return failure({
      fault: 'missing columns',
      where: 'condition',
      expected: 'a row of the columns that the condition of the model takes, or training rows to take theirs from',
      found: 'neither',
      remedy: 'give one row: --condition 0.5,2, or in code { condition: [[0.5, 2]] }',
    })
  const uniform = draw(from, codes.length, { kind: 'uniform' })
  const rows = Uint32Array.from(uniform, (u) => Math.floor(u * training.length))
  const { condition: drawn } = select({ ...training, values: new Float32Array(0), sizes: [0] }, rows)
  return Either.right({ ...codes, ...(drawn === undefined ? {} : { condition: drawn }) })
}

/** Codes with the condition of each, as the decoder takes it. */
export const withConditions = (
  registry: Registry,
  trained: TrainedModel,
  codes: Dataset,
  { labels, condition, training }: Conditions,
  from: Stream,
): Fallible<Dataset> => {
  const { model } = trained
  if (condition !== undefined && model.condition?.spec.columns === undefined)
    return failure({
      fault: 'unused',
      where: 'condition',
      expected: 'a model whose condition is columns',
      found: model.condition === undefined ? 'a model without a condition' : 'a condition of classes',
      remedy: model.condition === undefined ? 'leave it out' : 'name a label instead',
    })
  if (model.condition === undefined || codes.length === 0) return Either.right(codes)
  if (model.condition.spec.columns === undefined)
    return attachCondition(model, labels === undefined ? codes : { ...codes, labels })
  return condition === undefined
    ? drawnCondition(codes, training, from)
    : givenCondition(registry, trained, codes, condition)
}
