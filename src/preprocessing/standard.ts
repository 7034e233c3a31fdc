import { struct } from '../codec/index.ts'
import { defineStep } from './step.ts'

const mean = (column: Float64Array): number =>
  column.length === 0 ? 0 : column.reduce((sum, value) => sum + value, 0) / column.length

/** y = (x − mean) / deviation, with those of the training rows (the deviation divides by n). */
export const standard = defineStep({
  name: 'standard',
  summary:
    'Standardisation (z-scores): every column of the training rows to mean 0 and standard deviation 1; a constant column becomes 0.',
  codec: struct({}),
  example: {},
  build: () => ({
    fit: (column) => {
      const shift = mean(column)
      const deviation = Math.sqrt(mean(column.map((value) => (value - shift) ** 2)))
      return { shift, scale: deviation > 0 ? deviation : 1 }
    },
  }),
})
