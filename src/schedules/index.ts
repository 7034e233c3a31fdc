import { definitionsIn } from '../registry/index.ts'
import * as registry from './registry.ts'
import type { Schedules } from './schedule.ts'

export type { Schedule } from './define.ts'
export { defineSchedule } from './define.ts'
export { multiply } from './multiply.ts'
export type { BuiltSchedule, Rate, RunPosition, ScheduleDefinition, Schedules, ScheduleSpec } from './schedule.ts'
export { buildRate, rateCodec } from './schedule.ts'

/** The schedules of the library by name. */
export const schedules: Schedules = definitionsIn(registry)
