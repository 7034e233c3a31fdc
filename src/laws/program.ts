import { fill, square, sumTo, swap } from '../tensor/derived.ts'
import { extentAt, isSymbolic } from '../tensor/shape.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** A way to make one more matrix of the same shape out of two, from smooth and well-scaled primitives alike. */
type Move = <T>(A: Tensor<T>, a: T, b: T) => T

const known = (shape: Shape, axis: number): number => {
  const extent = extentAt(shape, axis)
  return isSymbolic(extent) ? 1 : extent
}

const shrunk = <T>(A: Tensor<T>, a: T): T => A.tanh(a)

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
  (A, a) => A.reshape(A.reshape(a, [known(A.shape(a), 0) * known(A.shape(a), 1)]), A.shape(a)),
  (A, a) => A.mul(a, A.topMask(a, 1)),
  (A, a) => A.div(a, A.expand(A.extent(a, [0, 1]), A.shape(a))),
  (A, a) => {
    const [rows, columns] = [known(A.shape(a), 0), known(A.shape(a), 1)]
    const padded = A.pad(a, [{ before: 1, after: 2, interior: 1 }, null])
    return A.slice(padded, [
      { start: 1, stop: 2 * rows, step: 2 },
      { start: 0, stop: columns },
    ])
  },
  (A, a, b) => {
    const both = A.concat([a, b], 0)
    const indices = A.constant(
      Array.from({ length: known(A.shape(a), 0) }, (_, i) => 2 * i),
      [known(A.shape(a), 0)],
    )
    return A.gather(both, indices)
  },
  (A, a) => {
    const rows = known(A.shape(a), 0)
    return A.scatter(a, A.constant(new Float64Array(rows), [rows]), rows)
  },
  (A, a) => A.expand(sumTo(A, a, [known(A.shape(a), 1)]), A.shape(a)),
  (A, a) => A.mul(A.sign(a), A.floor(a)),
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
