import { struct } from '../../codec/index.ts'
import { isConstant, momentsOf } from '../moments.ts'
import { defineScaling } from '../scaling.ts'
import { selectionFields } from '../select.ts'

/** y = (x − mean) / deviation, with those of the training rows (the deviation divides by n). A missing cell enters as 0. */
export const standard = defineScaling({
  name: 'standard',
  summary:
    'Standardisation (z-scores): every column of the training rows to mean 0 and standard deviation 1; a constant column becomes 0.',
  codec: struct({}, selectionFields),
  example: {},
  fit: (_settings, rows, columns) => {
    const moments = momentsOf(rows, columns)
    return {
      shift: [...moments.means],
      scale: Array.from(moments.variances, (variance, i) => (isConstant(moments, i) ? 1 : Math.sqrt(variance))),
    }
  },
})
