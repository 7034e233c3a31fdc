import { array, integer, refine, struct } from '../codec/index.ts'
import { fill, shift } from '../tensor/derived.ts'
import type { Rate } from './schedule.ts'
import { row } from './schedule.ts'

const rises = (at: ReadonlyArray<number>): boolean => at.every((step, i) => i === 0 || step > (at[i - 1] ?? step))

const joinedRow = row({
  name: 'joined',
  summary: 'One schedule after the other, each beginning its own count of steps.',
  codec: (rate) =>
    refine(struct({ parts: array(rate, { minItems: 1 }), at: array(integer({ minimum: 1 })) }), ({ parts, at }) => {
      if (at.length !== parts.length - 1)
        return {
          fault: 'wrong length',
          expected: `${parts.length - 1} steps for ${parts.length} parts`,
          found: `${at.length}`,
          at: 'at',
        }
      return rises(at)
        ? undefined
        : { fault: 'out of order', expected: 'steps that rise', found: `[${at.join(', ')}]`, at: 'at' }
    }),
  value: (A, step, { parts, at }, context) => {
    const values = parts.map((part, i) => context.at(part, shift(A, step, -(at[i - 1] ?? 0))))
    return values.reduce((before, value, i) => {
      const begun = A.greater(step, fill(A, (at[i - 1] ?? 0) - 0.5, A.shape(step)))
      return A.where(begun, value, before)
    })
  },
})

/**
 * Schedules in turn: the first until step at[0], then the second counting from 0, and so on.
 *
 * @example
 * const rate = Schedules.joined([Schedules.warmUp({ to: 1e-3, steps: 100 }), Schedules.cosine({ from: 1e-3, steps: 900 })], [100])
 */
export const joined = Object.assign(
  (parts: ReadonlyArray<Rate>, at: ReadonlyArray<number>) => ({ schedule: 'joined', parts, at }),
  { definition: joinedRow },
)
