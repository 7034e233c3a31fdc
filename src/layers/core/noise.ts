import type { Distribution } from '../../random/index.ts'
import type { Sizes } from '../../tensor/shape.ts'

/** Random numbers that a layer needs: for each row or once a step, and the value at which they change nothing. */
export interface Noise {
  readonly shape: Sizes
  readonly per: 'row' | 'step'
  readonly distribution: Distribution
  readonly neutral: number
  /** Drawn at evaluation too, with a fixed seed: part of the computation, not regularisation. */
  readonly isSample?: true
}

/** 1 in training, 0 at evaluation: for layers that do something else at evaluation, since programs have no modes. */
export const trainingFlag: Noise = {
  shape: [],
  per: 'step',
  distribution: { kind: 'bernoulli', probability: 1 },
  neutral: 0,
}
