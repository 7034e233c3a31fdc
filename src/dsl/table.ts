import type { Fallible, Fault } from '../codec/index.ts'
import { settle, show } from '../codec/index.ts'
import type { ColumnSchema, RawDataset, Schema } from '../data/index.ts'
import { cellOf } from '../data/index.ts'
import type { ExperimentSpec } from '../format/index.ts'
import type { ColumnsHead, Loss } from '../losses/index.ts'
import { loss } from '../losses/core/loss.ts'
import type { HostTensor } from '../tensor/host.ts'
import { present } from '../tensor/present.ts'
import type { Columns, GivenRow, OutputsOf, RowOf, WidthOf } from './tableTypes.ts'

/** A table as a type: what its columns hold, and what follows from that for a model of its rows. */
export interface TableType<C extends Columns> {
  /** For a source: `csv('people.csv', { schema: people.schema })`. */
  readonly schema: Schema
  /** How many numbers the network sees of a row: `input([people.width])`. */
  readonly width: WidthOf<C>
  /** How many numbers the decoder gives for a row: `dense(people.outputs)`. */
  readonly outputs: OutputsOf<C>
  /** The steps that bring a row to these numbers: `preprocessing: people.preprocessing`. */
  readonly preprocessing: NonNullable<ExperimentSpec['preprocessing']>
  /** Compares each column by a likelihood of its own. */
  readonly loss: Loss<never, ColumnsHead<OutputsOf<C>>>
  /** Rows of the type as a data set in the units of the columns; or the cells that are none of theirs. */
  readonly rows: (rows: ReadonlyArray<GivenRow<C>>) => Fallible<RawDataset>
  /** Rows of the type from numbers in the units of the columns, as `model.reconstruct` gives them. */
  readonly read: (rows: HostTensor) => ReadonlyArray<RowOf<C>>
}

/** The number of a cell in a data set; undefined where it does not fit its column. */
const numberOf = (column: ColumnSchema, value: unknown): number | undefined => {
  if (value === null || value === undefined) return Number.NaN
  if (column.kind === 'binary') return typeof value === 'boolean' ? Number(value) : undefined
  if (column.kind !== 'category') return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  const at = typeof value === 'string' ? column.values.indexOf(value) : -1
  return at < 0 ? undefined : at
}

const expectedOf = (column: ColumnSchema): string => {
  if (column.kind === 'category') return `one of ${column.values.slice(0, 8).map(show).join(', ')}`
  return column.kind === 'binary' ? 'true or false' : 'a finite number'
}

/** Only the first faults are listed. */
const mostFaults = 10

const datasetOf = (schema: Schema, rows: ReadonlyArray<Readonly<Record<string, unknown>>>): Fallible<RawDataset> => {
  const width = schema.length
  const values = new Float64Array(rows.length * width)
  const mask = new Float32Array(values.length).fill(1)
  const faults: Array<Fault> = []
  for (const [row, cells] of rows.entries())
    for (const [at, column] of schema.entries()) {
      const number = numberOf(column, cells[column.name])
      const isKnown = number !== undefined && !Number.isNaN(number)
      values[row * width + at] = isKnown ? number : 0
      mask[row * width + at] = isKnown ? 1 : 0
      if (number === undefined && faults.length < mostFaults)
        faults.push({
          fault: 'wrong value',
          where: `rows[${row}].${column.name}`,
          expected: expectedOf(column),
          found: show(cells[column.name]),
        })
    }
  return settle(faults, () => ({
    sizes: [width],
    length: rows.length,
    values,
    columns: schema.map(({ name }) => name),
    schema,
    ...present({ mask: mask.includes(0) ? mask : undefined }),
  }))
}

const typedCell = (column: ColumnSchema, value: number): unknown =>
  column.kind === 'binary' ? value >= 0.5 : cellOf(column, value)

const stepsOf = (columns: Columns): TableType<Columns>['preprocessing'] =>
  Object.entries(columns).flatMap(([name, { step }]) => (step === undefined ? [] : [{ ...step, columns: [name] }]))

/**
 * A table as a type of its rows. From it the compiler knows how many numbers the network sees of a row and how many the
 * decoder must give, and the rows of a reconstruction have the type of those that went in.
 *
 * @example
 * const people = Data.table({
 *   age: Data.number(),
 *   city: Data.oneOf('Rome', 'Berlin', 'Oslo'),
 *   sold: Data.yesNo(),
 * })
 * const model = autoencoder({
 *   encoder: pipe(input([people.width]), dense(8), relu, dense(2)),
 *   decoder: pipe(input([2]), dense(8), relu, dense(people.outputs)),
 *   loss: people.loss,
 * })
 */
export const table = <const C extends Columns>(columns: C): TableType<C> => {
  const all = Object.entries(columns)
  const schema = all.map(([name, column]) => column.schema(name))
  const sum = (size: 'width' | 'outputs'): number => all.reduce((total, [, column]) => total + column[size], 0)
  return {
    schema,
    // The sums that the types compute of the same columns.
    width: sum('width') as WidthOf<C>,
    outputs: sum('outputs') as OutputsOf<C>,
    preprocessing: stepsOf(columns),
    loss: loss({
      term: 'columnLikelihoods',
      groups: all.map(([, { width, term }]) => ({ columns: width, likelihood: term })),
    }),
    rows: (rows) => datasetOf(schema, rows),
    read: ({ data, shape: [length = 0] }) =>
      Array.from({ length }, (_, row) => {
        const cells = schema.map((column, at) => [
          column.name,
          typedCell(column, data[row * schema.length + at] ?? Number.NaN),
        ])
        // Each cell was made by the schema of its column.
        return Object.fromEntries(cells) as RowOf<C>
      }),
  }
}
