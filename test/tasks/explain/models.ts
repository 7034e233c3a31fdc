import type { Dataset } from '../../../src/data/index.ts'
import type { HostWeights } from '../../../src/engines/index.ts'
import { elaborate, library } from '../../../src/index.ts'
import type { Autoencoder } from '../../../src/index.ts'
import { orThrow } from '../../../src/codec/index.ts'
import { initialValues } from '../../../src/layers/index.ts'
import type { Model } from '../../../src/model/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { product } from '../../../src/tensor/shape.ts'

/** A model with weights as they are before training, and buffers that are not neutral. */
export interface Untrained {
  readonly model: Model
  readonly weights: HostWeights
}

export const untrained = (spec: Autoencoder, seed = 3): Untrained => {
  const model = orThrow(elaborate(library, spec))
  const from = stream(seed)
  const { parameters, buffers } = initialValues(model, (name) => path(from, name))
  const noise = (name: string, length: number) => draw(path(from, 'more', name), length, { kind: 'uniform' })
  return {
    model,
    weights: {
      parameters: Named.map(model.parameters, ({ shape }, name) => {
        const random = noise(name, product(shape))
        return { shape, data: Named.get(parameters, name).map((value, i) => value + 0.1 * ((random[i] ?? 0) - 0.5)) }
      }),
      buffers: Named.map(model.buffers, ({ shape }, name) => {
        const random = noise(name, product(shape))
        return { shape, data: Named.get(buffers, name).map((value, i) => value + 0.3 * (random[i] ?? 0)) }
      }),
    },
  }
}

/** Normal rows for a model, with a condition if it has one. */
export const normalRows = ({ input, condition }: Model, length: number, seed = 5): Dataset => ({
  sizes: input,
  length,
  values: Float32Array.from(draw(path(stream(seed), 'rows'), length * product(input), { kind: 'normal' })),
  ...(condition === undefined
    ? {}
    : {
        condition: {
          kind: 'columns',
          width: condition.width,
          values: Float32Array.from(
            draw(path(stream(seed), 'condition'), length * condition.width, { kind: 'normal' }),
          ),
        },
      }),
})
