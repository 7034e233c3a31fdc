import { fill, over, scale, shift, square, sumTo, swap, total } from '../tensor/derived.ts'
import { extentAt, isSymbolic, times } from '../tensor/shape.ts'
import type { PadWidths, Tensor, Window } from '../tensor/tensor.ts'

/**
 * A way to make one more matrix of the same shape out of two, from smooth and well-scaled primitives alike. How many
 * rows there are may be unknown.
 */
type Move = <T>(A: Tensor<T>, a: T, b: T) => T

const columnsOf = <T>(A: Tensor<T>, a: T): number => {
  const extent = extentAt(A.shape(a), 1)
  return isSymbolic(extent) ? 1 : extent
}

const shrunk = <T>(A: Tensor<T>, a: T): T => A.tanh(a)

const rectified = <T>(A: Tensor<T>, a: T): T => A.maximum(a, fill(A, 0, A.shape(a)))

/** Rows as images of one channel. */
const images = <T>(A: Tensor<T>, a: T): T => A.reshape(a, [extentAt(A.shape(a), 0), 1, columnsOf(A, a)])

const windowOver = (stride: number, edges: PadWidths): Window => ({
  strides: [stride],
  dilations: [1],
  pads: [edges],
  groups: 1,
})

const moves: ReadonlyArray<Move> = [
  (A, a, b) => A.add(a, b),
  (A, a, b) => A.sub(a, b),
  (A, a, b) => A.mul(a, b),
  (A, a, b) => A.div(a, A.add(square(A, b), fill(A, 1, A.shape(b)))),
  (A, a, b) => A.maximum(a, b),
  (A, a, b) => A.where(A.greater(a, b), A.neg(b), a),
  (A, a) => A.neg(A.abs(a)),
  (A, a) => A.exp(shrunk(A, a)),
  (A, a) => A.log(A.add(A.abs(a), fill(A, 1, A.shape(a)))),
  (A, a) => A.sqrt(A.add(A.abs(a), fill(A, 1, A.shape(a)))),
  (A, a, b) => A.mul(A.sin(shrunk(A, a)), A.cos(shrunk(A, b))),
  (A, a) => A.tanh(a),
  (A, a) => A.sigmoid(a),
  (A, a) => A.softplus(shrunk(A, a)),
  (A, a) => A.erf(a),
  (A, a) => A.expand(A.sum(a, [0]), A.shape(a)),
  (A, a) => A.expand(A.max(a, [1]), A.shape(a)),
  (A, a, b) => A.matmul(A.matmul(a, b, { b: true }), shrunk(A, a)),
  (A, a, b) => swap(A, A.matmul(swap(A, b), A.matmul(a, b, { b: true }), { b: true })),
  (A, a) => A.reshape(A.reshape(a, [times(extentAt(A.shape(a), 0), columnsOf(A, a))]), A.shape(a)),
  (A, a) => A.mul(a, A.topMask(a, 1)),
  (A, a) => A.div(a, A.expand(A.extent(a, [0, 1]), A.shape(a))),
  (A, a) => {
    const columns = columnsOf(A, a)
    const padded = A.pad(a, [null, { before: 1, after: 2, interior: 1 }])
    return A.slice(padded, [null, { start: 1, stop: 2 * columns, step: 2 }])
  },
  (A, a, b) => {
    const both = A.concat([swap(A, a), swap(A, b)], 0)
    const columns = columnsOf(A, a)
    const everySecond = Array.from({ length: columns }, (_, i) => 2 * i)
    return swap(A, A.gather(both, A.constant(everySecond, [columns])))
  },
  (A, a) => {
    const columns = columnsOf(A, a)
    return swap(A, A.scatter(swap(A, a), A.constant(new Float64Array(columns), [columns]), columns))
  },
  (A, a) => A.expand(sumTo(A, a, [columnsOf(A, a)]), A.shape(a)),
  (A, a) => scale(A, a, 0.375),
  (A, a, b) => over(A, a, shift(A, total(A, A.abs(shrunk(A, b))), 1)),
  (A, a, b) => A.matmul(scale(A, A.matmul(a, shrunk(A, b), { b: true }), 0.75), scale(A, shrunk(A, a), -0.5)),
  (A, a, b) => A.add(A.matmul(a, A.matmul(b, shrunk(A, a), { a: true })), A.expand(A.max(b, [0]), A.shape(b))),
  (A, a, b) => A.where(fill(A, 1, A.shape(a)), shift(A, a, 0), b),
  (A, a, b) => A.mul(b, A.greater(rectified(A, a), fill(A, 0, A.shape(a)))),
  (A, a) => A.expand(A.sum(square(A, shrunk(A, a)), [1]), A.shape(a)),
  (A, a) => A.expand(A.sum(scale(A, a, 0.1), [0]), A.shape(a)),
  (A, a) => {
    const [columns, middle] = [columnsOf(A, a), Math.floor(columnsOf(A, a) / 2)]
    const parts = [A.slice(a, [null, { start: 0, stop: middle }]), A.slice(a, [null, { start: middle, stop: columns }])]
    return middle === 0 ? a : A.concat(parts.toReversed(), 1)
  },
  (A, a) => A.mul(A.sign(a), A.floor(a)),
  (A, a, b) => {
    const [columns, shape] = [columnsOf(A, a), A.shape(a)]
    const [x, kernel] = [images(A, a), A.reshape(shrunk(A, A.sum(b, [0])), [1, 1, columns])]
    const window = windowOver(1, { before: columns - 1, after: 0 })
    return A.reshape(A.convInput(A.conv(x, kernel, window), kernel, window, [columns]), shape)
  },
  (A, a, b) => {
    const window = windowOver(2, { before: 1, after: 1 })
    const kernel = A.convKernel(images(A, a), images(A, shrunk(A, b)), windowOver(1, { before: 0, after: 1 }), [2])
    const y = A.conv(images(A, a), scale(A, kernel, 0.125), window)
    return A.reshape(A.convInput(y, scale(A, kernel, 0.125), window, [columnsOf(A, a)]), A.shape(a))
  },
]

/** A program grown from two matrices of one shape: every choice adds a matrix made of two earlier ones. */
export const grow = <T>(A: Tensor<T>, [a, b]: readonly [T, T], choices: ReadonlyArray<number>): T => {
  const made: Array<T> = [a, b]
  for (const choice of choices) {
    const move = moves[choice % moves.length]
    const rest = Math.floor(choice / moves.length)
    const left = made[rest % made.length]
    const right = made[Math.floor(rest / made.length) % made.length]
    if (move !== undefined && left !== undefined && right !== undefined) made.push(move(A, left, right))
  }
  return made.at(-1) ?? a
}
