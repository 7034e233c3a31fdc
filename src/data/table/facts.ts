import type { Cells, NumberCells, TextCells } from '../chunk.ts'
import { hasTime, secondsOf } from './dates.ts'

/** How many different values of a column are kept: a column with more is no category. */
export const mostValues = 1000

/** So many numbers are looked at for whether they are few different ones: a column may yet turn out to be of text. */
export const numbersLookedAt = 100_000

/** What was seen of the cells of one column, chunk by chunk; a schema is inferred from it. */
export interface ColumnFacts {
  readonly cells: number
  readonly missing: number
  readonly numbers: number
  readonly texts: number
  /** Of the numbers. */
  readonly least: number
  readonly greatest: number
  readonly isWhole: boolean
  /** Whether every number is greater than the one before. */
  readonly isRising: boolean
  readonly last: number
  /** The different texts with their counts; no more than `mostValues` and one. */
  readonly values: ReadonlyMap<string, number>
  readonly dates: number
  readonly times: number
  /** The length of the longest text. */
  readonly longest: number
  /** The different numbers among the first cells, or among all where the column is to be a category; at most `mostValues` and one. */
  readonly differentNumbers: ReadonlySet<number>
}

export const noFacts: ColumnFacts = {
  cells: 0,
  missing: 0,
  numbers: 0,
  texts: 0,
  least: Number.POSITIVE_INFINITY,
  greatest: Number.NEGATIVE_INFINITY,
  isWhole: true,
  isRising: true,
  last: Number.NEGATIVE_INFINITY,
  values: new Map(),
  dates: 0,
  times: 0,
  longest: 0,
  differentNumbers: new Set(),
}

/** A text that is counted in a column. */
interface Counted {
  readonly text: string
  readonly count: number
}

const addTexts = (facts: ColumnFacts, texts: Iterable<Counted>): ColumnFacts => {
  const values = new Map(facts.values)
  let { texts: total, dates, times, longest } = facts
  for (const { text, count } of texts) {
    if (values.size <= mostValues || values.has(text)) values.set(text, (values.get(text) ?? 0) + count)
    const isDate = text.length >= 10 && text.length <= 40 && secondsOf(text) !== undefined
    total += count
    dates += isDate ? count : 0
    times += isDate && hasTime(text) ? count : 0
    longest = Math.max(longest, text.length)
  }
  return { ...facts, values, texts: total, dates, times, longest }
}

const addDifferent = (facts: ColumnFacts, values: Float64Array): ReadonlySet<number> => {
  if (facts.differentNumbers.size > mostValues) return facts.differentNumbers
  const different = new Set(facts.differentNumbers)
  for (let i = 0; i < values.length && different.size <= mostValues; i++) {
    const value = values[i] ?? Number.NaN
    if (value === value) different.add(value)
  }
  return different
}

const addNumbers = (facts: ColumnFacts, { values, texts }: NumberCells, lookAtAll: boolean): ColumnFacts => {
  let { least, greatest, isWhole, isRising, last } = facts
  let numbers = 0
  // A plain loop over all cells of a table.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value !== value) continue
    numbers++
    if (value < least) least = value
    if (value > greatest) greatest = value
    if (isWhole && !Number.isInteger(value)) isWhole = false
    if (!(value > last)) isRising = false
    last = value
  }
  const missing = values.length - numbers - (texts?.size ?? 0)
  const counted = {
    ...facts,
    least,
    greatest,
    isWhole,
    isRising,
    last,
    cells: facts.cells + values.length,
    missing: facts.missing + missing,
    numbers: facts.numbers + numbers,
    differentNumbers:
      lookAtAll || facts.numbers < numbersLookedAt ? addDifferent(facts, values) : facts.differentNumbers,
  }
  return texts === undefined
    ? counted
    : addTexts(
        counted,
        Array.from(texts.values(), (text) => ({ text, count: 1 })),
      )
}

const addText = (facts: ColumnFacts, { indices, values }: TextCells): ColumnFacts => {
  const counts = new Uint32Array(values.length)
  let missing = 0
  for (const index of indices) {
    if (index < 0) missing++
    else counts[index] = (counts[index] ?? 0) + 1
  }
  const texts = values.flatMap((text, i) => ((counts[i] ?? 0) > 0 ? [{ text, count: counts[i] ?? 0 }] : []))
  return addTexts({ ...facts, cells: facts.cells + indices.length, missing: facts.missing + missing }, texts)
}

/** The facts of a column with some more cells; `lookAtAll` for a column of numbers that is to be a category. */
export const addCells = (facts: ColumnFacts, cells: Cells, lookAtAll = false): ColumnFacts =>
  cells.kind === 'numbers' ? addNumbers(facts, cells, lookAtAll) : addText(facts, cells)
