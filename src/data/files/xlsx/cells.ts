/** A, B, …, Z, AA, … for column 0, 1, … */
export const columnLetters = (index: number): string =>
  (index >= 26 ? columnLetters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

/** The column of letters, from 1. */
const columnNumber = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0)

/** What a sheet holds, before it is read. */
export interface SheetExtent {
  readonly rows: number
  readonly columns: number
  readonly cells: number
  /** The first cell with an error, such as #DIV/0!. */
  readonly error?: string
}

const cellTag = /<(?:\w+:)?(?:c|row)\s([^>]*)>/g
const reference = /(?:^|\s)r\s*=\s*["']([A-Z]*)(\d+)["']/
const errorType = /(?:^|\s)t\s*=\s*["']e["']/

/** Walks over the cells of a sheet's XML: the farthest of them say how large its table is. */
export class SheetScan {
  private rest = ''
  private rows = 0
  private columns = 0
  private cells = 0
  private error: string | undefined

  add(text: string): void {
    const all = this.rest + text
    let end = 0
    for (const match of all.matchAll(cellTag)) {
      this.cell(match[1] ?? '')
      end = match.index + match[0].length
    }
    const open = all.lastIndexOf('<')
    this.rest = open >= end ? all.slice(open, open + 4096) : ''
  }

  private cell(attributes: string): void {
    this.cells++
    const [, letters = '', row = ''] = reference.exec(attributes) ?? []
    if (row !== '') this.rows = Math.max(this.rows, Number(row))
    if (letters !== '') this.columns = Math.max(this.columns, columnNumber(letters))
    if (errorType.test(attributes)) this.error ??= `${letters}${row}`
  }

  get extent(): SheetExtent {
    const { rows, columns, cells, error } = this
    return { rows: Math.max(rows, 1), columns: Math.max(columns, 1), cells, ...(error === undefined ? {} : { error }) }
  }
}
