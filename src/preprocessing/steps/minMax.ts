import { struct } from '../../codec/index.ts'
import { eachKnown } from '../columnValues.ts'
import { defineScaling } from '../scaling.ts'
import { selectionFields } from '../select.ts'

/** y = (x − min) / (max − min), with the extremes of the training rows. A missing cell enters as the training mean. */
export const minMax = defineScaling({
  name: 'minMax',
  summary: 'Min-max scaling: every column of the training rows to [0, 1]; a constant column becomes 0.',
  codec: struct({}, selectionFields),
  example: {},
  fit: (_settings, rows, columns) => {
    const low = columns.map(() => Number.POSITIVE_INFINITY)
    const high = columns.map(() => Number.NEGATIVE_INFINITY)
    eachKnown(rows, columns, (value, i) => {
      low[i] = Math.min(low[i] ?? value, value)
      high[i] = Math.max(high[i] ?? value, value)
    })
    return {
      shift: low.map((least) => (least < Infinity ? least : 0)),
      scale: low.map((least, i) => ((high[i] ?? least) > least ? (high[i] ?? least) - least : 1)),
    }
  },
})
