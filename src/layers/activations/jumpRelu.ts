import { describe, number, struct } from '../../codec/index.ts'
import { fill, like, scale, straightThrough, sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import type { Program } from '../core/stage.ts'

const settings = struct(
  {},
  {
    threshold: describe(number({ exclusiveMinimum: 0 }), 'the initial value of the thresholds; 0.001 by default'),
    bandwidth: describe(
      number({ exclusiveMinimum: 0 }),
      'the width ε of the kernel: entries within ε/2 of a threshold train it; 0.001 by default',
    ),
  },
)
export interface JumpReluOptions {
  readonly threshold?: number
  readonly bandwidth?: number
}

/** 1/ε where x is within ε/2 of θ, else 0. */
const kernel = <T>(A: Tensor<T>, x: T, theta: T, bandwidth: number): T => {
  const far = A.abs(A.sub(A.stopGradient(x), A.stopGradient(theta)))
  return scale(A, A.greater(fill(A, bandwidth / 2, A.shape(x)), far), 1 / bandwidth)
}

const program =
  (bandwidth: number): Program =>
  (A, { x, parameters }) => {
    const logThreshold = Named.get(parameters, 'logThreshold')
    const threshold = A.exp(logThreshold)
    const theta = like(A, threshold, x)
    const isActive = A.greater(x, theta)
    const density = kernel(A, x, theta, bandwidth)
    const dactive = A.neg(density)
    const dvalue = A.neg(A.mul(A.stopGradient(theta), density))
    const value = A.mul(x, isActive)
    return {
      y: straightThrough(A, value, A.add(value, A.mul(dvalue, theta))),
      aux: { active: straightThrough(A, isActive, A.mul(dactive, theta)) },
      buffers: {},
      pullback: (dy, { active }) => {
        const fromValue = A.mul(dy, dvalue)
        const dtheta = active === undefined ? fromValue : A.add(fromValue, A.mul(active, dactive))
        return {
          dx: A.mul(dy, isActive),
          dparameters: { logThreshold: A.mul(sumTo(A, dtheta, A.shape(threshold)), threshold) },
        }
      },
    }
  }

/**
 * JumpReLU (Rajamanoharan et al. 2024b, section 3). The thresholds θ are trained by straight-through estimators on the
 * entries within ε/2 of them (equations 10 and 11); K is the rectangle [|u| < ½]. It exposes `active`, 1 for entries
 * above their threshold and 0 for the others, for the term `l0`.
 *
 *     y  = x ⊙ [x > θ]     active = [x > θ]     θ = exp ℓ       x, y, active: [N, …, F]   θ, ℓ: [F]
 *     dx = dy ⊙ [x > θ]
 *     dθ = − Σ (θ dy + dactive) K((x − θ)/ε) / ε                dℓ = θ ⊙ dθ
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([768]), dense(12_288), jumpRelu()),
 *   decoder: pipe(input([12_288]), dense(768)),
 *   loss: combine(summed(mse), weighted(0.01, l0)),
 * })
 */
export const jumpRelu = defineLayer(
  {
    name: 'jumpRelu',
    summary: 'JumpReLU: entries above the learned threshold of their feature pass unchanged, the others become 0.',
    codec: () => settings,
    example: {},
    build: ({ threshold = 0.001, bandwidth = 0.001 }, input, context) => {
      const [width] = input.slice(-1)
      if (width === undefined) return wrongSizes(context, 'at least one axis', input)
      return built({
        output: input,
        padding: 'keeps',
        parameters: { logThreshold: { shape: [width], initialiser: Math.log(threshold), fan: { in: 1, out: 1 } } },
        aux: { active: input },
        program: program(bandwidth),
      })
    },
    mirror: () => null,
  },
  (specify) =>
    (options: JumpReluOptions = {}) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string>(
      net: Net<Input, Output, Aux>,
    ): Net<Input, Output, Aux | 'active'> =>
      append(net, specify({ ...options })),
)
