import * as registry from './registry.ts'
import type { Schedules } from './schedule.ts'

export { multiply } from './multiply.ts'
export type { Rate, Schedule, ScheduleDefinition, Schedules, ScheduleSpec } from './schedule.ts'
export { rateAt, rateCodec, row as scheduleRow } from './schedule.ts'

/** The schedules of the library by name. */
export const schedules: Schedules = Object.fromEntries(
  Object.values(registry).map(({ definition }) => [definition.name, definition]),
)
