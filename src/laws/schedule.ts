import fc from 'fast-check'
import type { Settings } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import type { BuiltSchedule, ScheduleDefinition, Schedules } from '../schedules/index.ts'
import { buildRate, rateCodec, schedules as library } from '../schedules/index.ts'
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

const builtIn = (schedules: Schedules, { name }: ScheduleDefinition, { settings }: ScheduleCase): BuiltSchedule =>
  buildRate(schedules, { ...settings, schedule: name })

const valueIn = (schedules: Schedules, definition: ScheduleDefinition, one: ScheduleCase): number => {
  const { step, total } = one
  return A.read(builtIn(schedules, definition, one)(A, { step: scalar(A, step), total }))[0] ?? Number.NaN
}

const isRate = (schedules: Schedules, definition: ScheduleDefinition, one: ScheduleCase): Verdict => {
  const value = valueIn(schedules, definition, one)
  return Number.isFinite(value) && value >= -1e-12 ? undefined : `gives ${value} at step ${one.step}`
}

/** Compiled to an expression of the step and run, it gives the same number. */
const compiles = (schedules: Schedules, definition: ScheduleDefinition, one: ScheduleCase): Verdict => {
  const { total } = one
  const expression = builtIn(schedules, definition, one)(expressions, { step: input('step', []), total })
  if (expression.shape.length !== 0) return `gives shape [${counted(expression.shape.length, 'axis', 'axes')}], not []`
  const compiled = A.read(interpret(A, expression, { step: scalar(A, one.step) }))[0]
  const direct = valueIn(schedules, definition, one)
  return Object.is(compiled, direct) ? undefined : `gives ${direct} directly and ${compiled} as an expression`
}

const laws = (definition: ScheduleDefinition, schedules: Schedules): ReadonlyArray<Law<ScheduleCase>> => [
  {
    name: 'settings survive the way through JSON and back',
    verdict: ({ settings }) => roundTrips(definition.codec(rateCodec(schedules)), settings),
  },
  { name: 'every step has a finite rate that is not negative', verdict: (one) => isRate(schedules, definition, one) },
  { name: 'it gives the same number compiled', verdict: (one) => compiles(schedules, definition, one) },
]

/** The laws of a schedule, from its definition alone. */
export const scheduleLaws = (definition: ScheduleDefinition, schedules: Schedules = library): Laws<ScheduleCase> => {
  const known = { ...schedules, [definition.name]: definition }
  return {
    subject: `schedule ${definition.name}`,
    cases: fc.record({
      settings: valuesOf(definition.codec(rateCodec(known))),
      step: fc.integer({ min: 0, max: 30 }),
      total: fc.integer({ min: 1, max: 20 }),
    }),
    laws: laws(definition, known),
    show: (one) => JSON.stringify(one),
  }
}
