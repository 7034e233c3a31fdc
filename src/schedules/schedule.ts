import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Settings } from '../codec/index.ts'
import { drawFaults, integer, lazy, number, numberOr } from '../codec/index.ts'
import type { Context, Definition, Definitions } from '../registry/index.ts'
import { lookup, taggedCodec } from '../registry/index.ts'
import { scalar } from '../tensor/derived.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A schedule as data: its name and its settings. */
export interface ScheduleSpec {
  readonly schedule: string
  readonly [setting: string]: unknown
}

/** A constant, or a schedule: a learning rate, or the coefficient of a loss term. */
export type Rate = number | ScheduleSpec

/** A step of a training run. */
export interface RunPosition<T> {
  /** The number of steps before this one: 0, 1, …, of shape []. */
  readonly step: T
  /** The number of steps in the whole run: the length of a schedule that does not give one. */
  readonly total: number
}

/** A schedule ready to run: from the step to a number of shape []. */
export type BuiltSchedule = <T>(A: Tensor<T>, position: RunPosition<T>) => T

/** What a schedule may ask for while it is built. */
export interface ScheduleContext extends Context<Codec<Rate>> {
  /** Builds a schedule that its settings hold. */
  readonly rate: (rate: Rate) => BuiltSchedule
}

/** A schedule as a registry holds it; `defineSchedule` makes it. */
export type ScheduleDefinition = Definition<Settings, Codec<Rate>, undefined, ScheduleContext, BuiltSchedule>

/** The schedules that a spec may name. */
export type Schedules = Definitions<ScheduleDefinition>

/** A length in steps. */
export const steps = integer({ minimum: 1 })

/** A rate at the start, the end or the peak of a schedule. */
export const level = number({ minimum: 0 })

/** The codec of a rate: a number, or one of the given schedules. */
export const rateCodec = memoizeWeak((schedules: Schedules): Codec<Rate> => {
  const rate: Codec<Rate> = numberOr(
    level,
    lazy('schedule', (): Codec<ScheduleSpec> => taggedCodec('schedule', 'a schedule', schedules, rate)),
  )
  return rate
})

/** A rate that was decoded before, ready to run. Settings that do not decode are a programmer's error. */
export const buildRate = (schedules: Schedules, rate: Rate): BuiltSchedule => {
  if (typeof rate === 'number') return (A) => scalar(A, rate)
  const { schedule, ...settings } = rate
  const built = lookup(schedules, schedule, 'schedule').build(settings, undefined, {
    where: schedule,
    nested: rateCodec(schedules),
    rate: (inner) => buildRate(schedules, inner),
  })
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}
