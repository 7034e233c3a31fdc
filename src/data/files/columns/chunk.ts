import { product } from '../../../tensor/shape.ts'
import { present } from '../../../tensor/present.ts'
import type { Cells, Chunk, TableChunk } from '../../chunk.ts'
import type { Column, VectorCells } from './column.ts'

/** Which columns are no features, by the settings of a table. */
export interface Roles {
  readonly columns?: ReadonlyArray<string>
  readonly label?: string
  readonly id?: string
  readonly weight?: string
  readonly condition?: ReadonlyArray<string>
}

/** The columns that a source needs; undefined where it needs all. */
export const neededColumns = ({
  columns,
  label,
  id,
  weight,
  condition = [],
}: Roles): ReadonlySet<string> | undefined =>
  columns === undefined
    ? undefined
    : new Set([...columns, ...condition, label, id, weight].filter((name) => name !== undefined))

const textsOf = (cells: Cells): ReadonlyArray<string> =>
  cells.kind === 'text'
    ? Array.from(cells.indices, (index) => cells.values[index] ?? '')
    : Array.from(cells.values, (value) => (Number.isNaN(value) ? '' : String(value)))

/** Position i of a tensor as the end of a column's name: 1.0 for row 1, column 0 of a matrix. */
const position = (i: number, sizes: ReadonlyArray<number>): string =>
  sizes
    .reduceRight<{ readonly rest: number; readonly text: ReadonlyArray<number> }>(
      ({ rest, text }, extent) => ({ rest: Math.floor(rest / extent), text: [rest % extent, ...text] }),
      { rest: i, text: [] },
    )
    .text.join('.')

const spread = (name: string, { sizes, values }: VectorCells, length: number): TableChunk['columns'] => {
  const width = product(sizes)
  return Array.from({ length: width }, (_, i) => {
    const column = new Float64Array(length)
    for (let row = 0; row < length; row++) column[row] = values[row * width + i] ?? Number.NaN
    return { name: `${name}.${position(i, sizes)}`, cells: { kind: 'numbers', values: column } }
  })
}

interface Named<C> {
  readonly name: string
  readonly cells: C
}

const isVectors = (column: Column): column is Named<VectorCells> => column.cells.kind === 'vectors'
const isCells = (column: Column): column is Named<Cells> => column.cells.kind !== 'vectors'

/**
 * Columns as a chunk. A single column of vectors beside at most a label and an identifier gives tensors; else each entry
 * of a vector becomes a column of its own: `x.0`, `x.1`, …
 */
export const chunkOf = (columns: ReadonlyArray<Column>, length: number, roles: Roles): Chunk => {
  const cells = columns.filter(isCells)
  const [vectors, ...more] = columns.filter(isVectors)
  const of = (name: string | undefined): ReadonlyArray<string> | undefined => {
    const column = cells.find((column) => column.name === name)
    return column === undefined ? undefined : textsOf(column.cells)
  }
  const { label, id } = roles
  if (vectors !== undefined && more.length === 0 && cells.every(({ name }) => name === label || name === id))
    return {
      kind: 'tensors',
      length,
      sizes: vectors.cells.sizes,
      values: vectors.cells.values,
      ...present({ labels: of(label), ids: of(id) }),
    }
  const flat = columns.flatMap((column): TableChunk['columns'] =>
    isVectors(column) ? spread(column.name, column.cells, length) : isCells(column) ? [column] : [],
  )
  return { kind: 'table', length, columns: flat }
}
