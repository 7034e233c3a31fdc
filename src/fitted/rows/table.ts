import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { settle, show } from '../../codec/index.ts'
import type { ConditionRows, Dataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Missing } from './entries.ts'

/** Rows with what is known of each: `{ rows, labels }`, `{ rows, condition }`. */
export interface Table<Matrix> {
  readonly rows: Matrix
  /** The class of each row, for a model with a condition of classes. */
  readonly labels?: ReadonlyArray<string | number>
  /** Numbers for each row, for a model with a condition of columns. */
  readonly condition?: Matrix
  /** How much each row counts in the loss. */
  readonly weights?: ArrayLike<number>
  /** The names of the columns. */
  readonly columns?: ReadonlyArray<string>
  readonly missing?: Missing
}

export const isTable = <Matrix>(value: object): value is Table<Matrix> => 'rows' in value

/** A fault where a list has another length than it should. */
const lengthFault = (where: string, found: number | undefined, expected: number, of: string): ReadonlyArray<Fault> =>
  found === undefined || found === expected
    ? []
    : [{ fault: 'wrong length', where, expected: `${expected}, one for each ${of}`, found: String(found) }]

const weightFaults = (where: string, weights: ArrayLike<number> = []): ReadonlyArray<Fault> => {
  const at = Array.from(weights).findIndex((weight) => !(Number.isFinite(weight) && weight >= 0))
  return at < 0
    ? []
    : [
        {
          fault: 'out of range',
          where: `${where}.weights, row ${at + 1}`,
          expected: 'a finite number that is not negative',
          found: show(weights[at]),
        },
      ]
}

const conditionRows = ({ sizes, values }: Dataset): ConditionRows => ({
  kind: 'columns',
  width: product(sizes),
  values,
})

const conditionOf = <Matrix>(
  where: string,
  condition: Matrix | undefined,
  toDataset: (where: string, rows: Matrix) => Fallible<Dataset>,
): Fallible<Dataset | undefined> => (condition === undefined ? Either.right(undefined) : toDataset(where, condition))

/** A data set with the labels, condition, weights and names that a table gives. */
export const withTable = <Matrix>(
  where: string,
  { labels, condition, weights, columns }: Table<Matrix>,
  data: Dataset,
  toDataset: (where: string, rows: Matrix) => Fallible<Dataset>,
): Fallible<Dataset> =>
  pipe(
    conditionOf(`${where}.condition`, condition, toDataset),
    Either.flatMap((conditionData) =>
      settle(
        [
          ...lengthFault(`${where}.labels`, labels?.length, data.length, 'row'),
          ...lengthFault(`${where}.condition`, conditionData?.length, data.length, 'row'),
          ...lengthFault(`${where}.weights`, weights?.length, data.length, 'row'),
          ...lengthFault(`${where}.columns`, columns?.length, product(data.sizes), 'column'),
          ...weightFaults(where, weights),
        ],
        () => ({
          ...data,
          ...present({
            labels: labels?.map(String),
            condition: conditionData === undefined ? undefined : conditionRows(conditionData),
            weights: weights === undefined ? undefined : Float32Array.from(weights),
            columns,
          }),
        }),
      ),
    ),
  )
