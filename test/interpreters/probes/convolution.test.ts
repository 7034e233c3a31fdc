import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import * as Adjoint from '../../../src/tensor/adjoint.ts'
import { expressions, input } from '../../../src/expression/expression.ts'
import * as Named from '../../../src/tensor/named.ts'
import { batch, extentAt } from '../../../src/tensor/shape.ts'
import type { Range, Tensor } from '../../../src/tensor/tensor.ts'
import { holds } from './holds.ts'

describe('conv2d with both gradients', () => {
  /** Patches of a padded image, [N, c, h, w] → k·k slices of [N, c, oh, ow], joined: im2col. */
  const ranges = (
    i: number,
    j: number,
    [oh, ow]: readonly [number, number],
    step: number,
  ): ReadonlyArray<Range | null> => [
    null,
    null,
    { start: i, stop: i + (oh - 1) * step + 1, step },
    { start: j, stop: j + (ow - 1) * step + 1, step },
  ]
  const kernel = [0, 1, 2].flatMap((i) => [0, 1, 2].map((j) => [i, j] as const))
  const padding = [null, null, { before: 1, after: 1 }, { before: 1, after: 1 }]

  const conv2d = <T>(B: Tensor<T>, { x, parameters }: StageInput<T>): Stage<T> => {
    const w = Named.get(parameters, 'w')
    const [o, c] = [4, 2]
    const out = [3, 3] as const
    const n = extentAt(B.shape(x), 0)
    const padded = Adjoint.pad.apply(B, x, { paddings: padding })
    const patches = kernel.map(([i, j]) => Adjoint.slice.apply(B, padded, { ranges: ranges(i, j, out, 2) }))
    const columns = B.transpose(B.concat(patches, 1), [0, 2, 3, 1])
    const rows = B.reshape(columns, [typeof n === 'number' ? n * 9 : { batch: n.batch * 9 }, 9 * c])
    const y = B.matmul(rows, w)
    const image = (t: T): T => B.transpose(B.reshape(t, [n, ...out, o]), [0, 3, 1, 2])
    return {
      y: image(y),
      aux: {},
      buffers: {},
      pullback: (dy) => {
        const d = B.reshape(B.transpose(dy, [0, 2, 3, 1]), B.shape(y))
        const [drows, dw] = Adjoint.matmul(B, [rows, w], d)
        const dcolumns = B.transpose(B.reshape(drows, B.shape(columns)), [0, 3, 1, 2])
        const parts = Adjoint.split(
          B,
          dcolumns,
          1,
          kernel.map(() => c),
        )
        const dpadded = parts
          .map((part, k) => {
            const [i, j] = kernel[k] ?? [0, 0]
            return Adjoint.slice.adjoint(B, part, B.shape(padded), { ranges: ranges(i, j, out, 2) })
          })
          .reduce(B.add)
        return { dx: Adjoint.pad.adjoint(B, dpadded, B.shape(x), { paddings: padding }), dparameters: { w: dw } }
      },
    }
  }

  it('agrees with dual numbers and differences, strided and padded', () =>
    holds({ x: [2, 2, 5, 5], w: [18, 4] }, conv2d))

  it('has a symbolic batch size', () => {
    const { y } = conv2d(expressions, {
      x: input('x', [batch, 2, 5, 5]),
      parameters: { w: input('w', [18, 4]) },
      buffers: {},
      noise: {},
    })
    expect(y.shape).toEqual([batch, 4, 3, 3])
  })
})
