import type { Cells, Numbers, TableChunk } from '../chunk.ts'
import type { Dataset, RawDataset } from '../dataset.ts'
import type { ColumnSchema, Schema } from '../schema.ts'
import { present } from '../../tensor/present.ts'
import { textsOf, writeCells } from './cells.ts'
import { zeros } from './digits.ts'
import type { ProblemKind, Problems } from './problems.ts'
import { TextPool } from './textPool.ts'

/** How the chunks of a table become rows: what its columns hold, and what they serve as. */
export interface TablePlan {
  /** The columns that are learnt, in order. */
  readonly schema: Schema
  readonly condition: Schema
  /** Whether float32 would lose digits of a column that is learnt. */
  readonly isWide: boolean
  readonly label?: string
  readonly id?: string
  readonly weight?: string
}

/** The cells of a column by name. */
type Lookup = (name: string) => Cells | undefined

const lookupIn = ({ columns }: TableChunk): Lookup => {
  const byName = new Map(columns.map(({ name, cells }) => [name, cells]))
  return (name) => byName.get(name)
}

/** How many numbers a column of a condition has: one for each value of a category. */
const widthOf = (column: ColumnSchema): number => (column.kind === 'category' ? column.values.length : 1)

/** Writes rows and tells problems with the names of their columns. */
interface Writer {
  readonly texts: TextPool
  readonly chunk: TableChunk
  readonly cellsOf: Lookup
  readonly problems: Problems
  /** The number of the first row of the chunk, from 1. */
  readonly firstRow: number
}

const placeOf = ({ chunk: { lines }, firstRow }: Writer, row: number): string =>
  lines === undefined ? `row ${firstRow + row}` : `line ${lines[row]}`

const refuser =
  (writer: Writer, column: string, rename: (kind: ProblemKind) => ProblemKind = (kind) => kind) =>
  (kind: ProblemKind, row: number, text?: string): void =>
    writer.problems.add(rename(kind), column, () => placeOf(writer, row), text)

const writeFeatures = (writer: Writer, schema: Schema, out: Numbers): Numbers => {
  for (const [at, column] of schema.entries()) {
    const cells = writer.cellsOf(column.name)
    const [place, refuse] = [{ out, at, step: schema.length }, refuser(writer, column.name)]
    if (cells === undefined) continue
    if (column.kind === 'text') writer.texts.write(cells, place, refuse)
    else writeCells(column, cells, place, refuse)
  }
  return out
}

/** The condition of every row: numbers as they are, categories one-hot. */
const conditionOf = (writer: Writer, schema: Schema): Dataset['condition'] => {
  const { length } = writer.chunk
  const width = schema.reduce((sum, column) => sum + widthOf(column), 0)
  const values = new Float32Array(length * width)
  let at = 0
  for (const column of schema) {
    const numbers = new Float64Array(length)
    const cells = writer.cellsOf(column.name)
    const refuse = refuser(writer, column.name, (kind) => (kind === 'missing' ? 'condition' : kind))
    if (cells !== undefined) writeCells(column, cells, { out: numbers, at: 0, step: 1 }, refuse)
    for (let row = 0; row < length; row++) {
      const number = numbers[row] ?? Number.NaN
      if (column.kind !== 'category') values[row * width + at] = number
      else if (number >= 0) values[row * width + at + number] = 1
    }
    at += widthOf(column)
  }
  const [only, ...others] = schema
  const isClass = only !== undefined && others.length === 0 && (only.kind === 'category' || only.kind === 'binary')
  const classes = isClass
    ? textsOf(writer.cellsOf(only.name) ?? { kind: 'numbers', values: new Float64Array() })
    : undefined
  return { kind: 'columns', width, values, schema, ...present({ classes }) }
}

const weightsOf = (writer: Writer, name: string): Float32Array => {
  const out = new Float32Array(writer.chunk.length)
  const cells = writer.cellsOf(name)
  const refuse = refuser(writer, name, () => 'weight')
  if (cells !== undefined) writeCells({ kind: 'number', name }, cells, { out, at: 0, step: 1 }, refuse)
  out.forEach((weight, row) => {
    if (weight < 0) refuse('negative', row, String(weight))
  })
  return out
}

/**
 * The rows of one chunk in original units, in memory of their own or in `out`; NaN is a missing entry. What is wrong with
 * cells is noted in `problems`, and is to be looked at when all chunks are through; `pool` gathers the texts of columns of
 * free text.
 */
export const chunkRows = (
  { schema, condition, isWide, label, id, weight }: TablePlan,
  chunk: TableChunk,
  problems: Problems,
  firstRow: number,
  out = zeros(chunk.length * schema.length, { isWide }),
  pool: TextPool = new TextPool(),
): RawDataset => {
  const writer: Writer = { texts: pool, chunk, cellsOf: lookupIn(chunk), problems, firstRow }
  const texts = (name: string | undefined): ReadonlyArray<string> | undefined => {
    const cells = name === undefined ? undefined : writer.cellsOf(name)
    return cells === undefined ? undefined : textsOf(cells)
  }
  problems.addRows(chunk.length)
  return {
    sizes: [schema.length],
    length: chunk.length,
    values: writeFeatures(writer, schema, out),
    columns: schema.map(({ name }) => name),
    schema,
    ...present({
      labels: texts(label),
      ids: texts(id),
      weights: weight === undefined ? undefined : weightsOf(writer, weight),
      condition: condition.length === 0 ? undefined : conditionOf(writer, condition),
    }),
  }
}
