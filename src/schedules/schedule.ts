import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Settings } from '../codec/index.ts'
import { decode, drawFaults, erase, integer, lazy, number, numberOr, tagged } from '../codec/index.ts'
import { scalar } from '../tensor/derived.ts'
import type { Named } from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A schedule as data: a number for every step. */
export interface ScheduleSpec {
  readonly schedule: string
  readonly [setting: string]: unknown
}

/** A number that stays or one that changes with the step. */
export type Rate = number | ScheduleSpec

/** What a schedule may ask while it runs. */
export interface ScheduleContext<T> {
  /** How many steps the run has in all: the length of a schedule that does not give one. */
  readonly total: number
  readonly rate: Codec<Rate>
  /** Another schedule at another step. */
  readonly at: (rate: Rate, step: T) => T
}

/** A schedule as a registry holds it: a function from the step (0, 1, …, of shape []) to a number of shape []. */
export interface Schedule<S extends object> {
  readonly name: string
  readonly summary: string
  /** A schedule of schedules uses the codec it is given. */
  readonly codec: (rate: Codec<Rate>) => Codec<S>
  readonly value: <T>(A: Tensor<T>, step: T, settings: S, context: ScheduleContext<T>) => T
}

export type ScheduleDefinition = Schedule<Settings>

/** The schedules that a spec may name. */
export type Schedules = Named<ScheduleDefinition>

/** A length in steps; where it is left out, the whole run. */
export const steps = integer({ minimum: 1 })

/** A rate that a schedule begins with, ends with or passes. */
export const level = number({ minimum: 0 })

/** Puts a schedule into a form that a registry can hold: its settings are validated before they are used. */
export const row = <S extends object>(schedule: Schedule<S>): ScheduleDefinition => ({
  name: schedule.name,
  summary: schedule.summary,
  codec: (rate) => erase(schedule.codec(rate)),
  value: (A, step, settings, context) => {
    const decoded = decode(schedule.codec(context.rate), settings)
    if (Either.isLeft(decoded)) throw new Error(drawFaults(decoded.left))
    return schedule.value(A, step, decoded.right, context)
  },
})

/** The codec of a rate: a number, or one of the schedules there are. */
export const rateCodec = (schedules: Schedules): Codec<Rate> => {
  const rate: Codec<Rate> = numberOr(
    level,
    lazy('schedule', (): Codec<ScheduleSpec> =>
      tagged(
        'schedule',
        'a schedule',
        Object.fromEntries(Object.values(schedules).map(({ name, codec }) => [name, codec(rate)])),
      ),
    ),
  )
  return rate
}

/** A rate at a step, of shape []. */
export const rateAt = <T>(A: Tensor<T>, schedules: Schedules, total: number, rate: Rate, step: T): T => {
  if (typeof rate === 'number') return scalar(A, rate)
  const { schedule, ...settings } = rate
  const found = schedules[schedule]
  if (found === undefined) throw new Error(`no schedule "${schedule}" in the registry`)
  const at = (inner: Rate, when: T): T => rateAt(A, schedules, total, inner, when)
  return found.value(A, step, settings, { total, rate: rateCodec(schedules), at })
}
