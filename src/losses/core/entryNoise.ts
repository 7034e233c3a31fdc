import type { Noise } from '../../layers/index.ts'
import type { Sizes } from '../../tensor/shape.ts'

/** Uniform random numbers in (0, 1) for each entry of a row, drawn at evaluation too; ½ without noise. */
export const uniformNoise = (shape: Sizes): Noise => ({
  shape,
  per: 'row',
  distribution: { kind: 'uniform' },
  neutral: 0.5,
  isSample: true,
})

/** Normal random numbers for each entry of a row, drawn at evaluation too. */
export const normalNoise = (shape: Sizes): Noise => ({
  shape,
  per: 'row',
  distribution: { kind: 'normal' },
  neutral: 0,
  isSample: true,
})
