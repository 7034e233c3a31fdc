import { array, counted, integer, refine, struct } from '../codec/index.ts'
import { fill, shift } from '../tensor/derived.ts'
import { defineSchedule } from './define.ts'
import type { Rate } from './schedule.ts'

const isAscending = (at: ReadonlyArray<number>): boolean => at.every((step, i) => i === 0 || step > (at[i - 1] ?? step))

/**
 * Schedules in turn: the first until step at[0], then the second counting from 0, and so on.
 *
 * @example
 * const rate = Schedules.joined([warmUp({ to: 1e-3, steps: 100 }), cosine({ from: 1e-3, steps: 900 })], [100])
 */
export const joined = defineSchedule(
  {
    name: 'joined',
    summary: 'Sequential schedule: one schedule after the other, each counting its steps from 0.',
    codec: (rate) =>
      refine(struct({ parts: array(rate, { minItems: 1 }), at: array(integer({ minimum: 1 })) }), ({ parts, at }) => {
        if (at.length !== parts.length - 1)
          return {
            fault: 'wrong length',
            expected: `${counted(parts.length - 1, 'step')} for ${counted(parts.length, 'part')}`,
            found: `${at.length}`,
            at: 'at',
          }
        return isAscending(at)
          ? undefined
          : { fault: 'out of order', expected: 'steps that rise', found: `[${at.join(', ')}]`, at: 'at' }
      }),
    example: {
      parts: [
        { schedule: 'warmUp', to: 0.001, steps: 100 },
        { schedule: 'cosine', from: 0.001, steps: 900 },
      ],
      at: [100],
    },
    build: ({ parts, at }, { rate }) => {
      const schedules = parts.map(rate)
      const startOf = (part: number): number => at[part - 1] ?? 0
      return (A, { step, total }) =>
        schedules
          .map((schedule, i) => schedule(A, { step: shift(A, step, -startOf(i)), total }))
          .reduce((before, value, i) => {
            const hasStarted = A.greater(step, fill(A, startOf(i) - 0.5, A.shape(step)))
            return A.where(hasStarted, value, before)
          })
    },
  },
  (specify) => (parts: ReadonlyArray<Rate>, at: ReadonlyArray<number>) => specify({ parts, at }),
)
