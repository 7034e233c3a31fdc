import { product } from './product.ts'
import { scaled } from './scaled.ts'
import type { Rate, ScheduleSpec } from './schedule.ts'

/** A rate as a number times the schedules that it is made of. */
const factorsOf = (rate: Rate): { readonly number: number; readonly schedules: ReadonlyArray<ScheduleSpec> } => {
  if (typeof rate === 'number') return { number: rate, schedules: [] }
  const { schedule, factor, of } = rate
  if (schedule === scaled.definition.name && typeof factor === 'number' && isRate(of)) {
    const { number, schedules } = factorsOf(of)
    return { number: factor * number, schedules }
  }
  if (schedule !== product.definition.name || !Array.isArray(of) || !of.every(isRate))
    return { number: 1, schedules: [rate] }
  const all = of.map(factorsOf)
  return {
    number: all.reduce((value, { number }) => value * number, 1),
    schedules: all.flatMap(({ schedules }) => schedules),
  }
}

const isRate = (value: unknown): value is Rate =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && 'schedule' in value)

/**
 * Two rates multiplied, as one number times schedules:
 *
 *     multiply(a, multiply(b, c)) = multiply(multiply(a, b), c)      multiply(1, a) = a = multiply(a, 1)
 */
export const multiply = (a: Rate, b: Rate): Rate => {
  if (a === 1) return b
  if (b === 1) return a
  const [left, right] = [factorsOf(a), factorsOf(b)]
  const number = left.number * right.number
  const schedules = [...left.schedules, ...right.schedules]
  const [first] = schedules
  if (first === undefined) return number
  const all = schedules.length === 1 ? first : product(schedules)
  return number === 1 ? all : scaled(number, all)
}
