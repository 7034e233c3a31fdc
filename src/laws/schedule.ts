import fc from 'fast-check'
import type { Settings } from '../codec/index.ts'
import type { ScheduleDefinition, Schedules } from '../schedules/index.ts'
import { rateAt, rateCodec, schedules as library } from '../schedules/index.ts'
import { scalar } from '../tensor/derived.ts'
import { expressions, input } from '../expression/expression.ts'
import { interpret } from '../expression/interpret.ts'
import { valuesOf } from './arbitrary.ts'
import { roundTrips } from './codec.ts'
import { A } from './differentiable.ts'
import type { Law, Laws, Verdict } from './law.ts'

/** A schedule with settings, a step, and the length of the run. */
export interface ScheduleCase {
  readonly settings: Settings
  readonly step: number
  readonly total: number
}

const at = (schedules: Schedules, row: ScheduleDefinition, { settings, step, total }: ScheduleCase): number =>
  A.read(rateAt(A, schedules, total, { ...settings, schedule: row.name }, scalar(A, step)))[0] ?? Number.NaN

const isRate = (schedules: Schedules, row: ScheduleDefinition, one: ScheduleCase): Verdict => {
  const value = at(schedules, row, one)
  return Number.isFinite(value) && value >= -1e-12 ? undefined : `gives ${value} at step ${one.step}`
}

/** Compiled to an expression of the step and run, it gives the same number. */
const compiles = (schedules: Schedules, row: ScheduleDefinition, one: ScheduleCase): Verdict => {
  const expression = rateAt(
    expressions,
    schedules,
    one.total,
    { ...one.settings, schedule: row.name },
    input('step', []),
  )
  if (expression.shape.length !== 0) return `gives shape [${expression.shape.length} axes], not []`
  const compiled = A.read(interpret(A, expression, { step: scalar(A, one.step) }))[0]
  const direct = at(schedules, row, one)
  return Object.is(compiled, direct) ? undefined : `gives ${direct} directly and ${compiled} as an expression`
}

const laws = (row: ScheduleDefinition, schedules: Schedules): ReadonlyArray<Law<ScheduleCase>> => [
  {
    name: 'settings survive the way through JSON and back',
    verdict: ({ settings }) => roundTrips(row.codec(rateCodec(schedules)), settings),
  },
  { name: 'every step has a finite rate that is not negative', verdict: (one) => isRate(schedules, row, one) },
  { name: 'it gives the same number compiled', verdict: (one) => compiles(schedules, row, one) },
]

/** The laws of a schedule, from its registry row alone. */
export const scheduleLaws = (row: ScheduleDefinition, schedules: Schedules = library): Laws<ScheduleCase> => {
  const known = { ...schedules, [row.name]: row }
  return {
    subject: `schedule ${row.name}`,
    cases: fc.record({
      settings: valuesOf(row.codec(rateCodec(known))),
      step: fc.integer({ min: 0, max: 30 }),
      total: fc.integer({ min: 1, max: 20 }),
    }),
    laws: laws(row, known),
    show: (one) => JSON.stringify(one),
  }
}
