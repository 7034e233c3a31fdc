import type { HostTensor } from '../data/safetensors.ts'
import type { State } from '../engines/index.ts'
import { initialise } from '../layers/index.ts'
import type { Model, Plan } from '../model/index.ts'
import { slotsOf } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

export type Dtype = 'float32' | 'float64'

const tensor = (dtype: Dtype, numbers: Float64Array, shape: Sizes): HostTensor => ({
  shape,
  data: dtype === 'float64' ? numbers : Float32Array.from(numbers),
})

const filled = (dtype: Dtype, shape: Sizes, value: number): HostTensor =>
  tensor(dtype, new Float64Array(product(shape)).fill(value), shape)

/**
 * Where training begins: every parameter drawn from a stream of its own name, so that a layer added elsewhere
 * does not change it; buffers and slots at the numbers they begin with.
 */
export const begin = (model: Model, plan: Plan, seed: Stream, dtype: Dtype): State => ({
  parameters: Named.map(model.parameters, ({ shape, initialiser, fan }, name) =>
    tensor(dtype, initialise(initialiser, path(seed, 'weights', name), shape, fan), shape),
  ),
  buffers: Named.map(model.buffers, ({ shape, value }) => filled(dtype, shape, value)),
  slots: Named.disjoint(
    ...Object.entries(slotsOf(plan)).map(([slot, value]) =>
      Named.prefix(
        Named.map(model.parameters, ({ shape }) => filled(dtype, shape, value)),
        slot,
      ),
    ),
  ),
  step: 0,
})
