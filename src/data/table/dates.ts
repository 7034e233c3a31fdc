/** How a column of dates is written: 2024-12-31, or with a time after it as in ISO 8601. */
export type DateFormat = 'date' | 'date-time'

const pattern =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/

const offsetOf = (zone: string): number => {
  if (zone === '' || zone === 'Z' || zone === 'UTC') return 0
  const sign = zone.startsWith('-') ? -1 : 1
  return sign * (Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60)
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/**
 * The seconds since 1970 in UTC of a date (2024-12-31) or a date with a time (2024-12-31T12:30:00.5+01:00, with T or a
 * space; without a zone it is UTC); undefined where the text is neither or names no day.
 */
export const secondsOf = (text: string): number | undefined => {
  const match = pattern.exec(text.trim())
  if (match === null) return undefined
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = match
  const [y, m, d, h] = [Number(year), Number(month), Number(day), Number(hour)]
  if (m < 1 || m > 12 || d < 1 || d > daysIn(y, m) || h > 23 || Number(minute) > 59 || Number(second) > 60)
    return undefined
  const whole = Date.UTC(y, m - 1, d, h, Number(minute), Number(second)) / 1000
  return whole + (fraction === '' ? 0 : Number(`0.${fraction}`)) - offsetOf(zone)
}

/** Whether a date is written with a time. */
export const hasTime = (text: string): boolean => text.trim().length > 10

/** A number of seconds since 1970 in UTC as it would be written; the nearest day where the format has no time. */
export const dateText = (seconds: number, format: DateFormat): string => {
  const exact = format === 'date' ? Math.round(seconds / 86_400) * 86_400 : seconds
  const date = new Date(Math.round(exact * 1000))
  if (Number.isNaN(date.getTime())) return ''
  return format === 'date' ? date.toISOString().slice(0, 10) : date.toISOString().replace('.000Z', 'Z')
}
