import type { RawDataset } from '../../data/index.ts'
import { shortNumber } from '../../data/index.ts'
import type { KeptColumn } from '../../node/keptColumns.ts'
import type { ColumnOut, NamedRows, RowsOut } from '../../node/writers/index.ts'
import { tableOut, tensorOut } from '../../node/writers/index.ts'
import type { Repair, Repaired } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'

/** Rows in which odd ones are repaired, and how they are named. */
export interface RepairedRows {
  readonly repaired: Repaired
  readonly named: NamedRows
  readonly kept: ReadonlyArray<KeptColumn>
}

const shortened = (column: ColumnOut): ColumnOut =>
  column.kind === 'numbers' ? { ...column, at: (row) => shortNumber(column.at(row)) } : column

/** The cells of rows as the file would have them; a missing one is empty. */
const cellColumns = ({
  sizes,
  length,
  values,
  mask,
  columns,
  schema,
  texts = [],
}: RawDataset): ReadonlyArray<ColumnOut> => {
  const names = columns ?? Array.from({ length: product(sizes) }, (_, i) => `x.${i}`)
  const data = mask === undefined ? values : values.map((value, at) => (mask[at] === 0 ? Number.NaN : value))
  return tensorOut({ shape: [length, ...sizes], data, texts }, names, {}, schema).columns.map(shortened)
}

/** What became of each row, beside its cells. */
const repairColumns = (repairs: ReadonlyArray<Repair>): ReadonlyArray<ColumnOut> => {
  const of = new Map(repairs.map((one) => [one.row, one]))
  const status = (row: number): string => {
    const one = of.get(row)
    if (one === undefined) return 'normal'
    return one.failed === undefined ? 'repaired' : 'not repaired'
  }
  return [
    { kind: 'text', name: 'repair', at: status },
    {
      kind: 'text',
      name: 'changed',
      at: (row) =>
        of
          .get(row)
          ?.changes.map(({ column }) => column)
          .join(' '),
    },
    { kind: 'numbers', name: 'pValue.before', bits: 64, at: (row) => of.get(row)?.before.pValue ?? Number.NaN },
    { kind: 'numbers', name: 'pValue.after', bits: 64, at: (row) => of.get(row)?.after.pValue ?? Number.NaN },
  ]
}

/** All rows, the odd ones repaired, with the columns that are kept in front and what was done behind. */
export const repairedTable = ({ repaired: { rows, repairs }, named, kept }: RepairedRows): RowsOut => {
  const cells = cellColumns(rows)
  const taken = new Set(cells.map(({ name }) => name))
  const front = kept.filter(({ name }) => !taken.has(name) && name !== named.idName && name !== named.labelName)
  const columns: ReadonlyArray<ColumnOut> = [
    ...front.map(({ name, cells: texts }): ColumnOut => ({ kind: 'text', name, at: (row) => texts[row] })),
    ...cells,
    ...repairColumns(repairs),
  ]
  return tableOut(rows.length, columns, named)
}
