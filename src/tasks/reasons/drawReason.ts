import type { Cell, ColumnReason } from './reasons.ts'

/** Seconds in the units that people say spans of time in, the greatest first. */
const units = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const

/** The decimals of a number whose uncertainty is known: one significant digit of it, two where that digit is 1. */
const decimalsFor = (spread: number): number => {
  const exponent = Math.floor(Math.log10(spread))
  return Math.min(12, Math.max(0, (spread < 2 * 10 ** exponent ? 1 : 0) - exponent))
}

const short = (value: number): string => String(Number(value.toPrecision(6)))

const spanOf = (seconds: number): string => {
  const [name, length] = units.find(([, unit]) => seconds >= unit) ?? (['seconds', 1] as const)
  const span = seconds / length
  return `${span.toFixed(decimalsFor(span))} ${name}`
}

/** An expectation with its spread: 3.9 ± 0.4, 2024-05-01 ± 3 days. */
const withSpread = (expected: Cell, spread: number | undefined): string => {
  if (spread === undefined) return typeof expected === 'number' ? short(expected) : expected
  if (typeof expected === 'string') return `${expected} ± ${spanOf(spread)}`
  const decimals = decimalsFor(spread)
  // Adding 0 takes the sign from −0.
  return `${(Number(expected.toFixed(decimals)) + 0).toFixed(decimals)} ± ${spread.toFixed(decimals)}`
}

/** A reason as people say it: "pressure 7.1, expected 3.9 ± 0.4". */
export const drawReason = ({ column, value, expected, spread }: ColumnReason): string => {
  const found = value === '' ? 'missing' : typeof value === 'number' ? short(value) : value
  return `${column} ${found}, expected ${withSpread(expected, spread)}`
}
