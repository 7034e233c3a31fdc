import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { wrap } from '../../../src/interpreters/ndarray/index.ts'
import type { Built } from '../../../src/layers/index.ts'
import { initialValues } from '../../../src/layers/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { product } from '../../../src/tensor/shape.ts'

/** Normal numbers, the same for the same name. */
export const normal = (name: string, shape: ReadonlyArray<number>): NdArray =>
  wrap(draw(path(stream(5), name), product(shape), { kind: 'normal' }), shape)

/** The initial values of a layer, as arrays. */
export const initialArrays = (built: Built) => {
  const { parameters, buffers } = initialValues(built, (name) => path(stream(1), name))
  return {
    parameters: Named.map(parameters, (values, name) => wrap(values, Named.get(built.parameters, name).shape)),
    buffers: Named.map(buffers, (values, name) => wrap(values, Named.get(built.buffers, name).shape)),
  }
}

/** The flag of training, for a layer in a network. */
export const isTraining = (value: 0 | 1, name = '0.isTraining') => ({ [name]: wrap(Float64Array.of(value), []) })
