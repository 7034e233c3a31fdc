import type { Noise } from '../../layers/index.ts'
import type { Sizes } from '../../tensor/shape.ts'

/** A sample of the prior, the unit Gaussian, for each row: at evaluation it is drawn too, always the same. */
export const priorSample = (code: Sizes): Noise => ({
  shape: code,
  per: 'row',
  distribution: { kind: 'normal' },
  neutral: 0,
  isSample: true,
})
