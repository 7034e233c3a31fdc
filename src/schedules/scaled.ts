import { number, struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import type { Rate } from './schedule.ts'
import { row } from './schedule.ts'

const scaledRow = row({
  name: 'scaled',
  summary: 'Another schedule times a factor.',
  codec: (rate) => struct({ factor: number({ minimum: 0 }), of: rate }),
  value: (A, step, { factor, of }, { at }) => scale(A, at(of, step), factor),
})

/** factor · another schedule. */
export const scaled = Object.assign((factor: number, of: Rate) => ({ schedule: 'scaled', factor, of }), {
  definition: scaledRow,
})
