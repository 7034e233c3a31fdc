import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../codec/index.ts'
import type { ConditionRows, Dataset } from '../data/index.ts'
import type { ConditionSpec } from '../layers/index.ts'
import { classOf, unknownLabel } from '../layers/index.ts'
import type { Model } from '../model/index.ts'

const refusal = (fault: Fault): Either.Either<Faults, never> => Either.left([fault])

/** The labels of the rows as one-hot vectors. */
const oneHot = (
  spec: ConditionSpec,
  width: number,
  labels: ReadonlyArray<string>,
): Either.Either<Faults, ConditionRows> => {
  const values = new Float32Array(labels.length * width)
  for (const [row, label] of labels.entries()) {
    const at = classOf(spec, label)
    if (at === undefined) return refusal(unknownLabel(spec, label, `data, row ${row + 1}, label`))
    values[row * width + at] = 1
  }
  return Either.right({ kind: 'classes', width, values })
}

const withoutLabels: Fault = {
  fault: 'missing labels',
  where: 'data',
  expected: 'a label for every row, which the condition of the model takes',
  found: 'rows without labels',
  remedy: 'name the column that holds them: label: "COLUMN" in the data, or --label COLUMN; in code: { rows, labels }',
}

const otherColumns = (width: number, { condition }: Dataset): Fault => ({
  fault: condition === undefined ? 'missing columns' : 'wrong shape',
  where: 'data',
  expected: `${width} columns for the condition of the model`,
  found: condition === undefined ? 'none' : String(condition.width),
  remedy: 'name them: condition: ["COLUMN", …] in the data, or --condition COLUMN,…; in code: { rows, condition }',
})

const unasked = ({ condition }: Dataset, found: string): Fault => ({
  fault: 'unused',
  where: 'data.condition',
  expected: `a model whose condition is ${condition?.width ?? 0} columns`,
  found,
  remedy: 'say condition: columns(…) in the model, or leave the columns out of the condition of the data',
})

/** The data with what the model is told of every row, made of its labels or its columns; or what is missing or too much. */
export const attachCondition = ({ condition }: Model, data: Dataset): Either.Either<Faults, Dataset> => {
  const given = data.condition?.kind === 'columns'
  if (condition === undefined) return given ? refusal(unasked(data, 'a model without a condition')) : Either.right(data)
  const { spec, width } = condition
  if (spec.columns !== undefined)
    return given && data.condition?.width === width ? Either.right(data) : refusal(otherColumns(width, data))
  if (given) return refusal(unasked(data, `a condition of ${width} classes`))
  if (data.labels === undefined) return refusal(withoutLabels)
  return Either.map((told: ConditionRows): Dataset => ({ ...data, condition: told }))(oneHot(spec, width, data.labels))
}
