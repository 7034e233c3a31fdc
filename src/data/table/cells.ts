import type { Cells, NumberCells, Numbers, TextCells } from '../chunk.ts'
import type { ColumnSchema } from '../schema.ts'
import { secondsOf } from './dates.ts'
import type { ProblemKind } from './problems.ts'

/** Where the numbers of a column go: every `step` places from `at` on. */
export interface Place {
  readonly out: Numbers
  readonly at: number
  readonly step: number
}

/** Is told of a cell that is wrong: how, its row in the chunk, what it says. */
export type Refuse = (kind: ProblemKind, row: number, text?: string) => void

/** What a cell of text is as a number, or how it is wrong. */
type TextRule = (text: string) => number | ProblemKind

const largest = 3.4028234663852886e38

const numberOf = (text: string): number | ProblemKind => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isNaN(value) ? 'text' : value
}

const countOf = (text: string): number | ProblemKind => {
  const value = numberOf(text)
  return typeof value === 'number' && !(value >= 0 && Number.isInteger(value)) ? 'negative' : value
}

const indexIn = (values: ReadonlyArray<string>, otherwise: ProblemKind): TextRule => {
  const places = new Map(values.map((value, i) => [value, i]))
  return (text) => {
    // A number may be written in several ways, of which a stream keeps one: 1, 1.0.
    const at = places.get(text) ?? places.get(text.trim()) ?? places.get(String(Number(text)))
    return at ?? otherwise
  }
}

/** The rule of a kind of column. */
const ruleOf = (column: ColumnSchema): TextRule => {
  switch (column.kind) {
    case 'number':
      return numberOf
    case 'count':
      return countOf
    case 'category':
      return indexIn(column.values, 'unknown')
    case 'binary':
      return indexIn(column.values, 'neither')
    case 'date':
      return (text) => secondsOf(text) ?? 'date'
    case 'text':
    case 'id':
      return () => 'text'
  }
}

/** Writes a number, or NaN where it is more than float32 holds. */
const write = ({ out, at, step }: Place, row: number, value: number, refuse: Refuse): void => {
  if (value >= -largest && value <= largest) {
    out[at + row * step] = value
    return
  }
  out[at + row * step] = Number.NaN
  refuse('infinite', row, String(value))
}

/** What a cell that is wrong becomes: a category that is not known the index behind all others, anything else NaN. */
const standIn = (column: ColumnSchema, kind: ProblemKind): number =>
  kind === 'unknown' && column.kind === 'category' ? column.values.length : Number.NaN

const writeText = (column: ColumnSchema, { indices, values }: TextCells, place: Place, refuse: Refuse): void => {
  const rule = ruleOf(column)
  const known = new Map<number, number | ProblemKind>()
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row] ?? -1
    if (index < 0) {
      place.out[place.at + row * place.step] = Number.NaN
      refuse('missing', row)
      continue
    }
    const text = values[index] ?? ''
    const value = known.get(index) ?? rule(text)
    known.set(index, value)
    if (typeof value === 'number') write(place, row, value, refuse)
    else {
      place.out[place.at + row * place.step] = standIn(column, value)
      refuse(value, row, text)
    }
  }
}

/** Whether numbers of the file are the numbers of the data set: those of categories are names. */
const isNumeric = ({ kind }: ColumnSchema): boolean => kind === 'number' || kind === 'count' || kind === 'date'

const writeNumbers = (column: ColumnSchema, { values, texts }: NumberCells, place: Place, refuse: Refuse): void => {
  const { out, at, step } = place
  const rule = ruleOf(column)
  const isPlain = isNumeric(column)
  const isCount = column.kind === 'count'
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    if (isPlain && value >= -largest && value <= largest && !(isCount && (value < 0 || !Number.isInteger(value)))) {
      out[at + row * step] = value
      continue
    }
    const text = texts?.get(row) ?? (Number.isNaN(value) ? undefined : String(value))
    const result =
      text === undefined ? 'missing' : isPlain && !isCount && texts?.get(row) === undefined ? value : rule(text)
    if (typeof result === 'number') write(place, row, result, refuse)
    else {
      out[at + row * step] = standIn(column, result)
      refuse(result, row, text)
    }
  }
}

/**
 * Writes the cells of a column as numbers: a number as it is, a category as the index of its value, a date as seconds.
 * A cell that is missing or wrong becomes NaN and is told.
 */
export const writeCells = (column: ColumnSchema, cells: Cells, place: Place, refuse: Refuse): void =>
  cells.kind === 'numbers' ? writeNumbers(column, cells, place, refuse) : writeText(column, cells, place, refuse)

/** The cells of a column as text, as the file names rows and labels; a missing cell is empty. */
export const textsOf = (cells: Cells): ReadonlyArray<string> => {
  if (cells.kind === 'text') return Array.from(cells.indices, (index) => (index < 0 ? '' : (cells.values[index] ?? '')))
  return Array.from(cells.values, (value, row) => cells.texts?.get(row) ?? (Number.isNaN(value) ? '' : String(value)))
}
