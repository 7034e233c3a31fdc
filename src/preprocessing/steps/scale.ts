import { number, refine, struct } from '../../codec/index.ts'
import { defineScaling } from '../scaling.ts'
import { selectionFields } from '../select.ts'

const settingsCodec = refine(struct({ factor: number() }, selectionFields), ({ factor }) =>
  Math.abs(factor) >= 1e-30 && Math.abs(factor) <= 1e30
    ? undefined
    : { fault: 'out of range', at: 'factor', expected: 'a factor of 1e-30 to 1e30', found: String(factor) },
)

/** y = x · factor, the same for all rows: `scale({ factor: 1 / 255 })` takes bytes to [0, 1]. */
export const scale = defineScaling({
  name: 'scale',
  summary: 'Scaling by a fixed factor: 1/255 takes the bytes of images to [0, 1].',
  codec: settingsCodec,
  example: { factor: 1 / 255 },
  fit: ({ factor }, _rows, columns) => ({ shift: columns.map(() => 0), scale: columns.map(() => 1 / factor) }),
})
