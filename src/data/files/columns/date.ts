const pad = (value: bigint, digits: number): string => value.toString().padStart(digits, '0')

/** Beyond these years a date has no text of ISO 8601 that others read. */
const [first, last] = [Date.UTC(0, 0, 1) - 1900 * 365.2425 * 86_400_000, 253_402_300_799_999]

const isoOfMilliseconds = (milliseconds: number): string | undefined =>
  milliseconds >= first && milliseconds <= last ? new Date(milliseconds).toISOString() : undefined

/** How many parts of a second a unit of time counts. */
export type TimeParts = 1 | 1_000 | 1_000_000 | 1_000_000_000

/** A time since 1970 as ISO 8601 in UTC, with no more digits than it has: 2024-12-31T12:30:00Z; undefined far from our time. */
export const isoTime = (value: bigint, parts: TimeParts): string | undefined => {
  const per = BigInt(parts)
  const rest = ((value % per) + per) % per
  const seconds = isoOfMilliseconds(Number((value - rest) / per) * 1000)?.slice(0, 19)
  if (seconds === undefined) return undefined
  const fraction = pad(rest, String(parts).length - 1).replace(/0+$/, '')
  return `${seconds}${rest === 0n ? '' : `.${fraction}`}Z`
}

/** A number of days since 1970 as 2024-12-31. */
export const isoDate = (days: number): string | undefined => isoOfMilliseconds(days * 86_400_000)?.slice(0, 10)

/** A date as ISO 8601: without a time where it is midnight. */
export const isoOf = (date: Date): string | undefined => {
  const milliseconds = date.getTime()
  if (!Number.isSafeInteger(milliseconds)) return undefined
  return milliseconds % 86_400_000 === 0 ? isoDate(milliseconds / 86_400_000) : isoTime(BigInt(milliseconds), 1_000)
}
