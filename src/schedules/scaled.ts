import { number, struct } from '../codec/index.ts'
import { scale } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import type { Rate } from './schedule.ts'

/** factor · another schedule. */
export const scaled = defineSchedule(
  {
    name: 'scaled',
    summary: 'Scaled: another schedule times a constant factor.',
    codec: (rate) => struct({ factor: number({ minimum: 0 }), of: rate }),
    example: { factor: 0.5, of: { schedule: 'cosine', from: 0.001 } },
    build: ({ factor, of }, { rate }) => {
      const schedule = rate(of)
      return (A, position) => scale(A, schedule(A, position), factor)
    },
  },
  (specify) => (factor: number, of: Rate) => specify({ factor, of }),
)
