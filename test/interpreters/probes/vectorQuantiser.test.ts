import { describe, expect, it } from 'vitest'
import type { Stage, StageInput } from '../../../src/layers/index.ts'
import { withTangent, dual, constantDual, tangentOf } from '../../../src/interpreters/dual/index.ts'
import { wrap } from '../../../src/interpreters/ndarray/index.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { stream } from '../../../src/random/index.ts'
import { scale, square, total } from '../../../src/tensor/derived.ts'
import * as Named from '../../../src/tensor/named.ts'
import { extentAt } from '../../../src/tensor/shape.ts'
import type { Tensor } from '../../../src/tensor/tensor.ts'
import { A } from './holds.ts'

describe('a straight-through vector quantiser', () => {
  /** The nearest of k code words; backward, the code word's cotangent passes to x as if nothing had happened. */
  const quantise = <T>(B: Tensor<T>, { x, parameters }: StageInput<T>): Stage<T> => {
    const codebook = Named.get(parameters, 'codebook')
    const [n, k] = [extentAt(B.shape(x), 0), extentAt(B.shape(codebook), 0)]
    const lengths = B.reshape(B.sum(square(B, codebook), [1]), [k])
    const closeness = B.sub(scale(B, B.matmul(x, codebook, { b: true }), 2), B.expand(lengths, [n, k]))
    const choice = B.topMask(closeness, 1)
    const word = B.matmul(choice, codebook)
    return {
      y: word,
      aux: { word, encoded: x },
      buffers: {},
      pullback: (dy, { word: dword, encoded }) => ({
        dx: encoded === undefined ? dy : B.add(dy, encoded),
        dparameters: { codebook: dword === undefined ? scale(B, codebook, 0) : B.matmul(choice, dword, { a: true }) },
      }),
    }
  }
  const codebook = wrap(Float64Array.of(0, 0, 1, 1, -1, 2), [3, 2])
  const x = wrap(Float64Array.of(0.1, -0.2, 0.9, 1.3, -0.6, 1.4, 0.4, 0.4), [4, 2])

  it('chooses the nearest word and passes the cotangent straight through', () => {
    const { y, pullback } = quantise(A, { x, parameters: { codebook }, buffers: {}, noise: {} })
    expect([...A.read(y)]).toEqual([0, 0, 1, 1, -1, 2, 0, 0])
    const dy = dyadic(stream(1), [4, 2])
    expect(A.read(pullback(dy, {}).dx)).toEqual(A.read(dy))
  })

  it('has the true derivative of what is smooth: the codebook term moves the chosen words alone', () => {
    const { aux, pullback, y } = quantise(A, { x, parameters: { codebook }, buffers: {}, noise: {} })
    const off = A.sub(Named.get(aux, 'word'), x)
    const { dparameters } = pullback(scale(A, y, 0), { word: scale(A, off, 2) })
    const v = dyadic(stream(2), [3, 2])
    const D = dual(A)
    const lifted = quantise(D, {
      x: constantDual(x),
      parameters: { codebook: withTangent(codebook, v) },
      buffers: {},
      noise: {},
    })
    const distance = total(D, square(D, D.sub(Named.get(lifted.aux, 'word'), constantDual(x))))
    const says = A.read(total(A, A.mul(Named.get(dparameters, 'codebook'), v)))[0]
    expect(says).toBeCloseTo(A.read(tangentOf(A, distance))[0] ?? Number.NaN, 12)
  })

  it('gives a lookup by index the same word as the product with its mask', () => {
    const indices = A.constant([0, 1, 2, 0], [4])
    expect([...A.read(A.gather(codebook, indices))]).toEqual([0, 0, 1, 1, -1, 2, 0, 0])
  })
})
