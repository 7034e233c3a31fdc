import { describe, expect, it } from 'vitest'
import { classes, columns, conditioned, dense, input, parallel, pipe } from '../../../src/index.ts'
import { mirror } from '../../../src/dsl/index.ts'
import type { Network } from '../../../src/index.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { A, builtOf, faultOf, numbers, rowsFrom } from '../run.ts'

const told = (network: Network, x: NdArray, condition: NdArray) =>
  builtOf(network).program(A, { x, condition, parameters: {}, buffers: {}, noise: {} })

const condition = rowsFrom([
  [1, 0],
  [0, 1],
])

describe('conditioned', () => {
  it('joins the condition behind the features, and gives them back their cotangents', () => {
    const { y, pullback } = told(
      pipe(input([3]), conditioned(classes(2))),
      rowsFrom([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      condition,
    )
    expect(numbers(y)).toEqual([1, 2, 3, 1, 0, 4, 5, 6, 0, 1])
    expect(numbers(pullback(y, {}).dx)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('repeats it for every vector of a sequence, and for every pixel of an image', () => {
    const sequence = told(pipe(input([2, 1]), conditioned(columns(2))), A.constant([1, 2, 3, 4], [2, 2, 1]), condition)
    expect(numbers(sequence.y)).toEqual([1, 1, 0, 2, 1, 0, 3, 0, 1, 4, 0, 1])
    const images = A.constant([5, 6, 7, 8], [2, 1, 1, 2])
    const image = told(pipe(input([1, 1, 2]), conditioned(classes('a', 'b'), { axis: 0 })), images, condition)
    expect(image.y.shape).toEqual([2, 3, 1, 2])
    expect(numbers(image.y)).toEqual([5, 6, 1, 1, 0, 0, 7, 8, 0, 0, 1, 1])
    expect(numbers(image.pullback(image.y, {}).dx)).toEqual([5, 6, 7, 8])
  })

  it('is read at one width in a network, however deep', () => {
    expect(faultOf(pipe(input([3]), conditioned(columns(2)), dense(2), conditioned(columns(3))))).toBe(
      'encoder.layers[2]: expected a condition of 2 entries, as another layer reads, found 3 entries',
    )
    const branches = parallel(
      (x) => pipe(x, conditioned(columns(2))),
      (x) => pipe(x, conditioned(columns(1))),
    )
    expect(faultOf(pipe(input([3]), branches))).toBe(
      'encoder.layers[0]: expected a condition of 2 entries, as another layer reads, found 1 entry',
    )
    const inside = pipe(
      input([3]),
      parallel(
        (x) => pipe(x, conditioned(columns(2))),
        (x) => pipe(x, dense(1)),
      ),
    )
    expect(builtOf(inside).condition).toBe(2)
  })

  it('has no mirror, and says what to do instead', () => {
    expect(() => mirror(pipe(input([3]), conditioned(columns(2)), dense(2)))).toThrow(
      'mirror: a condition has no mirror: it is an input, not reconstructed; write the decoder out',
    )
  })
})
