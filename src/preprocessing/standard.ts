import { struct } from '../codec/index.ts'
import { row } from './preprocessing.ts'

const mean = (column: Float64Array): number =>
  column.length === 0 ? 0 : column.reduce((sum, value) => sum + value, 0) / column.length

const standardRow = row({
  name: 'standard',
  summary: 'Gives every column of the training rows mean 0 and standard deviation 1; a constant column becomes 0.',
  codec: struct({}),
  fit: (column) => {
    const shift = mean(column)
    const deviation = Math.sqrt(mean(column.map((value) => (value - shift) ** 2)))
    return { shift, scale: deviation > 0 ? deviation : 1 }
  },
})

/** y = (x − mean) / deviation, with those of the training rows (the deviation divides by n). */
export const standard = Object.assign(() => ({ step: 'standard' }), { definition: standardRow })
