import type { ColumnOut, RowsOut } from './rows.ts'
import { writeText } from './text.ts'
import type { Writer } from './writer.ts'
import { groups } from './writer.ts'

/** A cell in quotes where it would be read as something else without: RFC 4180, and cells with blanks around them. */
const quoted = (cell: string, delimiter: string): string =>
  /["\n\r]|^\s|\s$/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell

/** A number as the shortest text that reads back as it is; a missing one as an empty cell. */
const cellOf = (column: ColumnOut, row: number, delimiter: string): string => {
  const value = column.at(row)
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value)
  return value === undefined ? '' : quoted(value, delimiter)
}

/** A header and the rows, some lines at a time. */
function* linesOf({ length, columns }: RowsOut, delimiter: string): Generator<string> {
  yield `${columns.map(({ name }) => quoted(name, delimiter)).join(delimiter)}\n`
  for (const { start, stop } of groups(length)) {
    let lines = ''
    for (let row = start; row < stop; row++)
      lines += `${columns.map((column) => cellOf(column, row, delimiter)).join(delimiter)}\n`
    yield lines
  }
}

/** Comma-separated values with a header; missing cells are empty. */
export const csvWriter: Writer = {
  endings: ['.csv'],
  takes: 'table',
  write: (path, rows) => writeText(path, linesOf(rows, ',')),
}

/** Tab-separated values. */
export const tsvWriter: Writer = {
  endings: ['.tsv'],
  takes: 'table',
  write: (path, rows) => writeText(path, linesOf(rows, '\t')),
}
