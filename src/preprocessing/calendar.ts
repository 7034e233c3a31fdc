/** A part of a date, each with the numbers that it becomes. */
export const dateParts = ['time', 'month', 'weekday', 'hour'] as const
export type DatePart = (typeof dateParts)[number]

export const secondsOfDay = 86_400
const daysOfWeek = 7

/** The remainder that is never negative. */
const remainder = (a: number, b: number): number => ((a % b) + b) % b

/** How far a time is in its year, month by month, from 0 up to 1: the first of July is ½. */
const partOfYear = (seconds: number): number => {
  const date = new Date(seconds * 1000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  const start = Date.UTC(year, month, 1)
  const part = (seconds * 1000 - start) / (Date.UTC(year, month + 1, 1) - start)
  return (month + part) / 12
}

/** How far a time is in its cycle, from 0 up to 1: in the year, in the week from Monday, in the day. */
export const phaseOf = (part: Exclude<DatePart, 'time'>, seconds: number): number => {
  if (part === 'month') return partOfYear(seconds)
  if (part === 'hour') return remainder(seconds, secondsOfDay) / secondsOfDay
  // 1970 began on a Thursday, the fourth day of its week.
  return remainder(seconds + 3 * secondsOfDay, daysOfWeek * secondsOfDay) / (daysOfWeek * secondsOfDay)
}
