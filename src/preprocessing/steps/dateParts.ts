import * as Either from 'fp-ts/lib/Either.js'
import type { TypeOf } from '../../codec/index.ts'
import { array, boolean, choice, number, refine, struct } from '../../codec/index.ts'
import type { ColumnSchema } from '../../data/index.ts'
import type { Block } from '../block.ts'
import type { DatePart } from '../calendar.ts'
import { dateParts as allParts, phaseOf, secondsOfDay } from '../calendar.ts'
import type { ColumnMap } from '../columnStep.ts'
import { defineColumnStep, eachColumn } from '../columnStep.ts'
import { selectionFields } from '../select.ts'

const partCodec = choice(...allParts)

const settingsCodec = refine(
  struct({}, { parts: array(partCodec, { minItems: 1 }), ...selectionFields }),
  ({ parts }) =>
    parts === undefined || parts.includes('time')
      ? undefined
      : {
          fault: 'missing key',
          at: 'parts',
          expected: 'parts with "time", from which a date comes back',
          found: parts.join(', '),
          remedy: 'add "time"',
        },
)

const fittedCodec = struct({
  parts: array(partCodec, { minItems: 1 }),
  mean: number(),
  deviation: number(),
  /** Whether every date of the training rows is a whole day. */
  days: boolean,
})

type FittedDates = TypeOf<typeof fittedCodec>

const fitDates = (said: ReadonlyArray<DatePart> | undefined, known: Float64Array): FittedDates => {
  const mean = known.reduce((sum, seconds) => sum + seconds / known.length, 0)
  const deviation = Math.sqrt(known.reduce((sum, seconds) => sum + (seconds - mean) ** 2 / known.length, 0))
  const days = known.every((seconds) => seconds % secondsOfDay === 0)
  const parts = said ?? allParts.filter((part) => part !== 'hour' || !days)
  return { parts, mean, deviation: deviation > 0 ? deviation : secondsOfDay, days }
}

/** Where the numbers of each part begin. */
const placesOf = (parts: ReadonlyArray<DatePart>): ReadonlyArray<readonly [part: DatePart, at: number]> => {
  let at = 0
  return parts.map((part) => {
    const place = [part, at] as const
    at += part === 'time' ? 1 : 2
    return place
  })
}

/** The time nearest to another that is so many seconds into its day. */
const onDay = (time: number, ofDay: number): number => ofDay + secondsOfDay * Math.round((time - ofDay) / secondsOfDay)

const inverseOf = ({ mean, deviation, days, parts }: FittedDates, values: Block['values'], at: number): number => {
  const places = new Map(placesOf(parts))
  const time = (values[at + (places.get('time') ?? 0)] ?? Number.NaN) * deviation + mean
  if (days) return Math.round(time / secondsOfDay) * secondsOfDay
  const hour = places.get('hour')
  if (hour === undefined) return Math.round(time)
  const angle = Math.atan2(values[at + hour] ?? 0, values[at + hour + 1] ?? 1)
  return Math.round(onDay(time, (angle / (2 * Math.PI)) * secondsOfDay))
}

const datesMap = (fitted: FittedDates): ColumnMap => {
  const { mean, deviation, parts } = fitted
  const places = placesOf(parts)
  return {
    outputs: places.reduce((sum, [part]) => sum + (part === 'time' ? 1 : 2), 0),
    forward: (seconds, out, at) => {
      for (const [part, place] of places) {
        if (part === 'time') {
          out[at + place] = (seconds - mean) / deviation
          continue
        }
        const angle = 2 * Math.PI * phaseOf(part, seconds)
        out[at + place] = Math.sin(angle)
        out[at + place + 1] = Math.cos(angle)
      }
    },
    inverse: (values, at) => inverseOf(fitted, values, at),
    describe: ({ name }) =>
      parts.flatMap((part): ReadonlyArray<ColumnSchema> => {
        const names = part === 'time' ? ['time'] : [`${part} sin`, `${part} cos`]
        return names.map((one) => ({ kind: 'number', name: `${name} ${one}` }))
      }),
  }
}

/**
 * A date as numbers: its time (z-scores of the seconds since 1970) and the sine and cosine of how far it is in its year
 * (`month`), in its week from Monday (`weekday`) and in its day (`hour`, left out where all training dates are whole days). All
 * in UTC. The inverse takes the day from the time and the time of day from the hour, so it is exact to the second; where all
 * training dates are whole days, to the day. Without `hour` it is as exact as the time in float32: a ten-millionth of the span.
 */
export const dateParts = defineColumnStep({
  name: 'dateParts',
  summary: 'Date parts: a date as its time and the sine and cosine of month, weekday and hour.',
  codec: settingsCodec,
  example: { parts: ['time', 'month', 'weekday'] },
  takes: ['date'],
  fitted: fittedCodec,
  fit: ({ parts }, rows, columns) => Either.right(eachColumn((known) => fitDates(parts, known))(rows, columns)),
  map: datesMap,
})
