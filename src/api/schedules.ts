/** Every schedule, and what they are made of. */
export * from '../schedules/registry.ts'
export { buildRate, defineSchedule, schedules } from '../schedules/index.ts'
export type { Schedules } from '../schedules/index.ts'
