import { struct } from '../codec/index.ts'
import { defineStep } from './step.ts'

/** y = (x − min) / (max − min), with the extremes of the training rows. */
export const minMax = defineStep({
  name: 'minMax',
  summary: 'Min-max scaling: every column of the training rows to [0, 1]; a constant column becomes 0.',
  codec: struct({}),
  example: {},
  build: () => ({
    fit: (column) => {
      const low = column.reduce((a, b) => Math.min(a, b), Infinity)
      const high = column.reduce((a, b) => Math.max(a, b), -Infinity)
      return { shift: low < Infinity ? low : 0, scale: high > low ? high - low : 1 }
    },
  }),
})
