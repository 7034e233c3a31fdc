import type { Dtype, HostTensor } from '../tensor/host.ts'
import type { State } from '../engines/index.ts'
import { initialValues } from '../layers/index.ts'
import type { Model, Plan } from '../model/index.ts'
import { slotsFor } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { path } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

const tensor = (dtype: Dtype, numbers: Float64Array, shape: Sizes): HostTensor => ({
  shape,
  data: dtype === 'float64' ? numbers : Float32Array.from(numbers),
})

const filled = (dtype: Dtype, shape: Sizes, value: number): HostTensor =>
  tensor(dtype, new Float64Array(product(shape)).fill(value), shape)

/**
 * The state before the first step. Each parameter is drawn from a random stream of its own name, so that adding a layer
 * elsewhere does not change it; buffers and slots have their initial values.
 */
export const initialState = (model: Model, plan: Plan, seed: Stream, dtype: Dtype): State => {
  const { parameters, buffers } = initialValues(model, (name) => path(seed, 'weights', name))
  const host = (numbers: Named.Named<Float64Array>, shapes: Named.Named<{ readonly shape: Sizes }>) =>
    Named.map(shapes, ({ shape }, name) => tensor(dtype, Named.get(numbers, name), shape))
  return {
    parameters: host(parameters, model.parameters),
    buffers: host(buffers, model.buffers),
    slots: Named.map(slotsFor(plan, model.parameters), ({ shape, value }) => filled(dtype, shape, value)),
    step: 0,
  }
}
