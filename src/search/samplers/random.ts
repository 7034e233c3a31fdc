import { struct } from '../../codec/index.ts'
import { defineSampler, randomValues } from './sampler.ts'

/** Random search (Bergstra and Bengio 2012): every value by its own distribution. */
export const random = defineSampler({
  name: 'random',
  summary: 'Random search: every hyperparameter is drawn from its distribution.',
  codec: struct({}),
  build: () => randomValues,
})
