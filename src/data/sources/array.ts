import { integer } from '../../codec/index.ts'

/** The optional settings of every source whose rows are arrays of numbers. */
export const arrayFields = {
  rows: integer({ minimum: 1 }),
}
