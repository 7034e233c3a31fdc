import { struct } from '../../codec/index.ts'
import { byColumn, defineScaling } from '../scaling.ts'
import { selectionFields } from '../select.ts'
import { quantileOf, sorted } from '../statistics.ts'

/**
 * y = (x − median) / (q₀.₇₅ − q₀.₂₅), with the quartiles of the training rows (linear interpolation): few outliers do not
 * change it. A column whose quartiles are equal is only centred.
 */
export const robust = defineScaling({
  name: 'robust',
  summary: 'Robust scaling: every column of the training rows to median 0 and interquartile range 1.',
  codec: struct({}, selectionFields),
  example: {},
  fit: (_settings, rows, columns) =>
    byColumn((known) => {
      const ordered = sorted(known)
      const range = quantileOf(ordered, 0.75) - quantileOf(ordered, 0.25)
      return { shift: quantileOf(ordered, 0.5), scale: range > 0 ? range : 1 }
    })(rows, columns),
})
