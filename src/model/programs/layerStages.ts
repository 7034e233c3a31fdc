import type { Stage } from '../../layers/index.ts'
import { stagesOf } from '../../layers/index.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'
import type { Weights } from './networks.ts'
import { inputOf, neutralNoise } from './networks.ts'

/**
 * Every layer of encoder or decoder at rows x, [N, …], without noise: its output, its aux tensors, its pullback. `condition`
 * is [N, width] if the model has one.
 */
export const layerStages = <T>(
  A: Tensor<T>,
  model: Model,
  name: 'encoder' | 'decoder',
  weights: Weights<T>,
  { x, condition }: { readonly x: T; readonly condition?: T | undefined },
): ReadonlyArray<Stage<T>> => {
  const noise = neutralNoise(A, model.noise, extentAt(A.shape(x), 0))
  const programs = model[name].layers.map(({ built: { program, padding } }, i) => ({
    scope: String(i),
    program,
    padding,
  }))
  return stagesOf(A, programs, inputOf(model, name, { ...weights, noise, x, condition }))
}
