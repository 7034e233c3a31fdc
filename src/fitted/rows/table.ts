import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { settle, show } from '../../codec/index.ts'
import type { ConditionRows, Dataset } from '../../data/index.ts'
import { withTarget } from '../../data/index.ts'
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
  /** What the model is to give for each row, where that is not the row itself: one row for each row. */
  readonly target?: Matrix
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

type Reader<Matrix> = (where: string, rows: Matrix) => Fallible<Dataset>

/** How the other matrices of a table are read. */
export interface TableReaders<Matrix> {
  readonly condition: Reader<Matrix>
  readonly target: Reader<Matrix>
}

const optional = <Matrix>(
  where: string,
  rows: Matrix | undefined,
  read: Reader<Matrix>,
): Fallible<Dataset | undefined> => (rows === undefined ? Either.right(undefined) : read(where, rows))

/** A data set with the labels, condition, target, weights and names that a table gives. */
export const withTable = <Matrix>(
  where: string,
  { labels, condition, target, weights, columns }: Table<Matrix>,
  data: Dataset,
  read: TableReaders<Matrix>,
): Fallible<Dataset> =>
  pipe(
    optional(`${where}.condition`, condition, read.condition),
    Either.bindTo('conditionData'),
    Either.bind('targetData', () => optional(`${where}.target`, target, read.target)),
    Either.flatMap(({ conditionData, targetData }) =>
      settle(
        [
          ...lengthFault(`${where}.labels`, labels?.length, data.length, 'row'),
          ...lengthFault(`${where}.condition`, conditionData?.length, data.length, 'row'),
          ...lengthFault(`${where}.target`, targetData?.length, data.length, 'row'),
          ...lengthFault(`${where}.weights`, weights?.length, data.length, 'row'),
          ...lengthFault(`${where}.columns`, columns?.length, product(data.sizes), 'column'),
          ...weightFaults(where, weights),
        ],
        () => ({
          ...(targetData === undefined ? data : withTarget(data, targetData)),
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
