import { struct } from '../codec/index.ts'
import { scalar } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import { level } from './schedule.ts'

/** The same value at every step. */
export const constant = defineSchedule(
  {
    name: 'constant',
    summary: 'Constant: the same value at every step.',
    codec: () => struct({ value: level }),
    example: { value: 0.001 },
    build:
      ({ value }) =>
      (A) =>
        scalar(A, value),
  },
  (specify) => (value: number) => specify({ value }),
)
