import { fill, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import type { Parameter } from '../core/initial.ts'
import { around, outputAxis, perOutput, reparametrised } from './reparametrised.ts'

/** ‖v‖ for each output, row-major. */
const lengths = (weight: Parameter, numbers: Float64Array): Float64Array => {
  const axis = outputAxis(weight)
  const [outputs, after] = [extentAt(weight.shape, axis), product(weight.shape.slice(axis + 1))]
  const squares = new Float64Array(outputs)
  for (const [i, value] of numbers.entries()) {
    const output = Math.floor(i / after) % outputs
    squares[output] = (squares[output] ?? 0) + value * value
  }
  return squares.map(Math.sqrt)
}

/** The sum over all axes but that of the outputs: [1, …, o, …, 1]. */
const outputSum = <T>(A: Tensor<T>, a: T, weight: Parameter): T =>
  A.sum(
    a,
    weight.shape.map((_, axis) => axis).filter((axis) => axis !== outputAxis(weight)),
  )

/** ‖v‖ for each output, with 1 in place of 0. */
const lengthOf = <T>(A: Tensor<T>, v: T, weight: Parameter): T => {
  const length = A.sqrt(outputSum(A, square(A, v), weight))
  const ones = fill(A, 1, A.shape(length))
  return A.where(length, length, ones)
}

/**
 * Weight normalisation (Salimans and Kingma 2016, equations 2 and 3) of every layer inside that has a weight: what is
 * trained is a direction `weight` and a length `magnitude`, initialised as ‖v‖, so that w is v at first.
 *
 *     w  = g · v / ‖v‖      v, w: the shape of the weight      g, ‖v‖: one for each output
 *     dv = g / ‖v‖ · (dw − v · Σ dw·v / ‖v‖²)      dg = Σ dw·v / ‖v‖      sums over all but the outputs
 *
 * @example
 * const encoder = pipe(input([784]), weightNorm(dense(128)), relu, weightNorm(dense(32)))
 */
export const weightNorm = defineLayer(
  reparametrised({
    name: 'weightNorm',
    summary: 'Weight normalisation: the weights of the layers inside as a direction and a length for each output.',
    parameters: (weight) => ({
      magnitude: {
        shape: [extentAt(weight.shape, outputAxis(weight))],
        initialiser: { of: 'weight', values: (numbers) => lengths(weight, numbers) },
        fan: weight.fan,
      },
    }),
    buffers: () => ({}),
    noise: {},
    run: (A, weight, { parameters }) => {
      const [v, g] = [Named.get(parameters, 'weight'), Named.get(parameters, 'magnitude')]
      const [shape, columns] = [A.shape(v), perOutput(weight)]
      const length = lengthOf(A, v, weight)
      const factor = A.expand(A.div(A.reshape(g, columns), length), shape)
      return {
        weight: A.mul(v, factor),
        buffers: {},
        pullback: (dw) => {
          const along = A.div(outputSum(A, A.mul(dw, v), weight), length)
          const radial = A.mul(v, A.expand(A.div(along, length), shape))
          return { weight: A.mul(A.sub(dw, radial), factor), magnitude: A.reshape(along, A.shape(g)) }
        },
      }
    },
  }),
  around,
)
