import { fileError } from '../fileFault.ts'
import { lostDigits } from './digits.ts'

/** Where a parser stopped, by its message: `… in JSON at position 17`. */
const positionOf = (error: unknown): number | undefined => {
  const found = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined
  return found === undefined ? undefined : Number(found)
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/,? (?:in JSON )?at position \d+.*$/s, '')
    .slice(0, 120)

/** Line and column of a place in text, counted from 1. */
const placeIn = (text: string, position: number, firstLine: number): string => {
  const before = text.slice(0, position).split('\n')
  return `${firstLine + before.length - 1}:${(before.at(-1) ?? '').length + 1}`
}

/** JSON text as a value; a fault names line and column, or the number whose digits would be lost. */
export const parseJson = (text: string, path: string, line: number): unknown => {
  try {
    const value: unknown = JSON.parse(text)
    const digits = lostDigits(text)
    if (digits === undefined) return value
    throw fileError(`${path}:${placeIn(text, text.indexOf(digits), line)}`, {
      fault: 'wrong value',
      expected: 'whole numbers that float64 holds exactly',
      found: digits.slice(0, 40),
      remedy: 'write it as text, in quotes',
    })
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const position = positionOf(error) ?? text.length
    throw fileError(
      `${path}:${placeIn(text, position, line)}`,
      {
        expected: 'JSON',
        found: reasonOf(error),
        remedy: 'write numbers, text in double quotes, true, false or null; NaN is no JSON',
      },
      error,
    )
  }
}
