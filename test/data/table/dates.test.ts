import { expect, it } from 'vitest'
import * as fc from 'fast-check'
import { dateText, secondsOf } from '../../../src/data/index.ts'

it('dates go to seconds and back', () => {
  const dates = fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(dates, (date) => {
      const seconds = date.getTime() / 1000
      expect(secondsOf(date.toISOString())).toBeCloseTo(seconds, 6)
      expect(secondsOf(dateText(seconds, 'date-time'))).toBeCloseTo(seconds, 6)
      const day = date.toISOString().slice(0, 10)
      expect(dateText(secondsOf(day) ?? Number.NaN, 'date')).toBe(day)
    }),
  )
})

it('zones and fractions count, and what is no date is none', () => {
  expect(secondsOf('1970-01-01T01:00:00+01:00')).toBe(0)
  expect(secondsOf('1970-01-01 00:00:01.5')).toBe(1.5)
  expect(secondsOf('1970/01/02')).toBe(86_400)
  for (const text of ['', '2024', '2023-02-29', '2024-13-01', '2024-01-01T25:00', '2024-01-01x', '01.02.2024'])
    expect(secondsOf(text), text).toBeUndefined()
})
