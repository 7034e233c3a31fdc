import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fault, Faults } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import type { ConditionRows, Dataset, Numbers, RawDataset } from '../data/index.ts'
import type { ConditionSpec } from '../layers/index.ts'
import { classOf, unknownLabel } from '../layers/index.ts'
import type { Model } from '../model/index.ts'

const refuse = (fault: Fault): Either.Either<Faults, never> => Either.left([fault])

/** The labels of the rows as one-hot vectors, or the fault of the first label that is no class. */
const oneHot = (
  spec: ConditionSpec,
  width: number,
  labels: ReadonlyArray<string>,
): Either.Either<Faults, ConditionRows> => {
  const values = new Float32Array(labels.length * width)
  for (const [row, label] of labels.entries()) {
    const at = classOf(spec, label)
    if (at === undefined) return refuse(unknownLabel(spec, label, `data, row ${row + 1}, label`))
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

const otherColumns = (width: number, { condition }: RawDataset): Fault => ({
  fault: condition === undefined ? 'missing columns' : 'wrong shape',
  where: 'data',
  expected: `${counted(width, 'column')} for the condition of the model`,
  found: condition === undefined ? 'none' : String(condition.width),
  remedy: 'name them: condition: ["COLUMN", …] in the data, or --condition COLUMN,…; in code: { rows, condition }',
})

const unusedCondition = ({ condition }: RawDataset, found: string): Fault => ({
  fault: 'unused',
  where: 'data.condition',
  expected: `a model whose condition is ${counted(condition?.width ?? 0, 'column')}`,
  found,
  remedy: 'say condition: columns(…) in the model, or leave the columns out of the condition of the data',
})

/**
 * Attaches the condition of each row to the data, made of its label or its columns. A fault says what the condition of the
 * model needs and the data lacks, or has and the model does not use.
 */
export const attachCondition = <Values extends Numbers>(
  { condition }: Model,
  data: Dataset<Values>,
): Either.Either<Faults, Dataset<Values>> => {
  const hasColumns = data.condition?.kind === 'columns'
  if (condition === undefined)
    return hasColumns ? refuse(unusedCondition(data, 'a model without a condition')) : Either.right(data)
  const { spec, width } = condition
  if (spec.columns !== undefined)
    return hasColumns && data.condition?.width === width ? Either.right(data) : refuse(otherColumns(width, data))
  const { classes } = data.condition ?? {}
  if (classes !== undefined)
    return pipe(
      oneHot(spec, width, classes),
      Either.map((rows) => ({ ...data, condition: rows })),
    )
  if (hasColumns) return refuse(unusedCondition(data, `a condition of ${width} classes`))
  if (data.labels === undefined) return refuse(withoutLabels)
  return pipe(
    oneHot(spec, width, data.labels),
    Either.map((classes) => ({ ...data, condition: classes })),
  )
}
