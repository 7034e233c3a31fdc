import { choice, integer } from '../../codec/index.ts'

/** The optional settings of every source whose rows are arrays of numbers. */
export const arrayFields = {
  missing: choice('refuse', 'mask'),
  rows: integer({ minimum: 1 }),
}
