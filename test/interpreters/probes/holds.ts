/**
 * Design probes: five programs that the algebra must be able to say before anything stands on it. They are not
 * layers; what they taught is written in docs/adr/0002-what-the-probes-taught.md.
 */
import { expect } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { ndarrays } from '../../../src/interpreters/ndarray/index.ts'
import type { Differentiable } from '../../../src/laws/differentiable.ts'
import { agreesWithDifferences } from '../../../src/laws/differences.ts'
import { agreesWithDual } from '../../../src/laws/duality.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { Sizes } from '../../../src/tensor/shape.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'

/** The reference algebra. */
export const A = ndarrays('float64')

/** A program whose variables are x and its parameters, tested against dual numbers and differences. */
export const holds = (
  shapes: Named.Named<Sizes>,
  program: <T>(B: Tensor<T>, input: StageInput<T>) => Stage<T>,
  noise: Named.Named<NdArray> = {},
): void => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const root = stream(seed)
    const subject: Differentiable = {
      stream: root,
      variables: Named.map(shapes, (shape, name) => dyadic(path(root, name), shape)),
      run: (B, lift, { x, ...parameters }) => {
        if (x === undefined) throw new Error('no x')
        const { y, aux, pullback } = program(B, { x, parameters, buffers: {}, noise: Named.map(noise, lift) })
        return {
          outputs: { y, ...Named.prefix(aux, 'aux') },
          pullback: (d) => {
            const { dx, dparameters } = pullback(Named.get(d, 'y'), Named.within(d, 'aux'))
            return { x: dx, ...dparameters }
          },
        }
      },
    }
    expect(agreesWithDual(subject)).toBeUndefined()
    expect(agreesWithDifferences(subject)).toBeUndefined()
  }
}
