/** How a file writes a table. */
export interface Dialect {
  /** One character of ASCII. */
  readonly delimiter: string
  readonly decimal: '.' | ','
  /** Whether the first line holds the names of the columns. */
  readonly hasHeader: boolean
}

const candidates = [',', ';', '\t', '|', ' '] as const

/** Cells of a line; a delimiter inside of quotes is none. */
export const cellsIn = (line: string, delimiter: string): ReadonlyArray<string> => {
  if (!line.includes('"')) return line.split(delimiter)
  const cells: Array<string> = []
  let [from, isQuoted] = [0, false]
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted
    else if (!isQuoted && line[at] === delimiter) {
      cells.push(line.slice(from, at))
      from = at + 1
    }
  }
  cells.push(line.slice(from))
  return cells.map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

const isNumber = (cell: string): boolean => cell.trim() !== '' && Number.isFinite(Number(cell))
const isCommaNumber = (cell: string): boolean => /^\s*[+-]?(\d+|\d{1,3}(\.\d{3})+)?,\d+(e[+-]?\d+)?\s*$/i.test(cell)
const isPointNumber = (cell: string): boolean => /^\s*[+-]?\d*\.\d+(e[+-]?\d+)?\s*$/i.test(cell)

const share = <A>(all: ReadonlyArray<A>, is: (a: A) => boolean): number =>
  all.length === 0 ? 0 : all.filter(is).length / all.length

/**
 * How well a delimiter fits: 0 where the first line has none or most other lines have another number of cells; more where
 * all agree and the cells are numbers.
 */
const fitOf = (lines: ReadonlyArray<string>, delimiter: string): number => {
  const cells = lines.map((line) => cellsIn(line, delimiter))
  const [first = [], second = first] = cells
  const width = second.length
  // The first line of what R writes has no name for the names of the rows.
  if (first.length < 2 || Math.abs(first.length - width) > 1) return 0
  const agreeing = share(cells.slice(1), ({ length }) => length === width)
  if (cells.length > 1 && agreeing < 0.8) return 0
  const numeric = share(cells.slice(1).flat(), (cell) => isNumber(cell) || isCommaNumber(cell))
  const empty = share(cells.flat(), (cell) => cell === '')
  return 1 + agreeing + numeric + (first.length === width ? 0.5 : 0) - empty - (delimiter === ' ' ? 1 : 0)
}

/** The delimiter of lines; `usual` where nothing else fits better. */
const delimiterOf = (lines: ReadonlyArray<string>, usual: string): string => {
  const fits = candidates.map((delimiter) => {
    const fit = fitOf(lines, delimiter)
    return [delimiter, fit > 0 && delimiter === usual ? fit + 0.2 : fit] as const
  })
  const [best] = fits.toSorted(([, a], [, b]) => b - a)
  return best === undefined || best[1] <= 0 ? usual : best[0]
}

const decimalOf = (rows: ReadonlyArray<ReadonlyArray<string>>, delimiter: string): '.' | ',' => {
  if (delimiter === ',') return '.'
  const cells = rows.flat()
  return cells.filter(isCommaNumber).length > cells.filter(isPointNumber).length ? ',' : '.'
}

/** Whether names are 0, 1, 2, … or the years of a span: whole numbers, each one more than the one before. */
const isSequence = (cells: ReadonlyArray<string>): boolean =>
  cells.length > 1 &&
  cells.every((cell, at) => /^\d+$/.test(cell) && (at === 0 || Number(cell) === Number(cells[at - 1]) + 1))

/** Whether the first line holds names: not if all its cells are numbers (and no sequence of them). */
const isHeader = (cells: ReadonlyArray<string>, decimal: '.' | ',', isMissing: (cell: string) => boolean): boolean => {
  const known = cells.filter((cell) => !isMissing(cell))
  const numeric = known.every((cell) => isNumber(cell) || (decimal === ',' && isCommaNumber(cell)))
  return known.length === 0 || !numeric || isSequence(cells)
}

/** What is said of a dialect; the rest is recognised. */
export interface Said {
  readonly delimiter?: string | undefined
  readonly decimal?: '.' | ',' | undefined
  readonly header?: boolean | undefined
}

/** How lines at the beginning of a file write a table: as it is said, and else as they look. */
export const recognise = (
  lines: ReadonlyArray<string>,
  said: Said,
  usual: string,
  isMissing: (cell: string) => boolean,
): Dialect => {
  const delimiter = said.delimiter ?? delimiterOf(lines, usual)
  const [first = [], ...rows] = lines.map((line) => cellsIn(line, delimiter))
  const decimal = said.decimal ?? decimalOf(rows.length === 0 ? [first] : rows, delimiter)
  return { delimiter, decimal, hasHeader: said.header ?? isHeader(first, decimal, isMissing) }
}
