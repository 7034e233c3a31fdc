import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { array, boolean, struct } from '../../codec/index.ts'
import { matmul } from '../../tensor/adjoint.ts'
import { sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, extentsOf, knownExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { buildBranches, runBranches, widthsAlong } from '../core/branches.ts'
import { defineLayer } from '../core/define.ts'
import type { BiasOptions, Parameter } from '../core/initial.ts'
import { biasParameter } from '../core/initial.ts'
import { biasInitialiser } from '../core/initialiser.ts'
import type { Built } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { units } from './dense.ts'

/** All products of entries of two vectors of a row with their pullback: [N, i] and [N, j] → [N, i, j]. */
const outer = <T>(A: Tensor<T>, a: T, b: T) => {
  const [n, i, j] = [extentAt(A.shape(a), 0), extentAt(A.shape(a), 1), extentAt(A.shape(b), 1)]
  const [left, right] = [A.expand(A.reshape(a, [n, i, 1]), [n, i, j]), A.expand(A.reshape(b, [n, 1, j]), [n, i, j])]
  return {
    products: A.mul(left, right),
    pullback: (d: T): readonly [da: T, db: T] => [
      A.reshape(A.sum(A.mul(d, right), [2]), [n, i]),
      A.reshape(A.sum(A.mul(d, left), [1]), [n, j]),
    ],
  }
}

const program =
  (inside: ReadonlyArray<Built>, bias: boolean): Program =>
  (A, input) => {
    const { outputs, aux, buffers, pullback } = runBranches(A, inside, input)
    const [a = input.x, b = input.x] = outputs
    const pairs = outer(A, a, b)
    const [n, i, j] = extentsOf(A.shape(pairs.products), 3)
    const weight = Named.get(input.parameters, 'weight')
    const o = extentAt(A.shape(weight), 0)
    const width = knownExtent(i) * knownExtent(j)
    const flat = A.reshape(pairs.products, [n, width])
    const w = A.reshape(weight, [o, width])
    const product = A.matmul(flat, w, { b: true })
    return {
      y: bias ? A.add(product, A.expand(Named.get(input.parameters, 'bias'), A.shape(product))) : product,
      aux,
      buffers,
      pullback: (dy, daux) => {
        const [dflat, dw] = matmul(A, [flat, w], dy, { b: true })
        const back = pullback(pairs.pullback(A.reshape(dflat, A.shape(pairs.products))), daux)
        const db = bias ? { bias: sumTo(A, dy, [o]) } : {}
        return {
          dx: back.dx,
          dparameters: Named.disjoint(back.dparameters, { weight: A.reshape(dw, A.shape(weight)), ...db }),
        }
      },
    }
  }

/**
 * A bilinear form of two branches of the same input, as torch.nn.Bilinear; two branches that change nothing make it a
 * quadratic form of the input.
 *
 *     y_k = aᵀ·W_k·b + c_k      a = f(x): [N, i]   b = g(x): [N, j]   W: [o, i, j]   c: [o]   y: [N, o]
 *     da = Σ_k dy_k·W_k·b      db = Σ_k dy_k·W_kᵀ·a      dx = f†(da) + g†(db)
 *     dW_k = Σₙ dy_k·a·bᵀ      dc = Σₙ dy
 *
 * @example
 * const encoder = pipe(input([64]), bilinear(8, (x) => pipe(x, dense(16)), (x) => pipe(x, dense(4), tanh)))
 */
export const bilinear = defineLayer(
  {
    name: 'bilinear',
    summary:
      'Bilinear layer on two branches: every output is a weighted sum of all products of an entry of the one and an entry of the other, plus a bias.',
    codec: (layers) =>
      struct({ units, branches: array(layers, { minItems: 2, maxItems: 2 }) }, { bias: boolean, biasInitialiser }),
    example: { units: 2, branches: [[], []] },
    build: ({ units: o, branches, ...bias }, input, context) =>
      pipe(
        buildBranches(branches, input, context),
        Either.flatMap(({ inside, needs }) => {
          const other = inside.find(({ output }) => output.length !== 1)
          if (other !== undefined)
            return wrongSizes(context, 'two branches that give vectors', other.output, 'flatten first')
          const [i, j] = extentsOf(widthsAlong(inside, 0), 2)
          const fan = { in: i * j, out: o }
          const weight: Parameter = { shape: [o, i, j], initialiser: 'glorotUniform', fan, outputs: 0 }
          return built({
            ...needs,
            output: [o],
            parameters: Named.disjoint(needs.parameters, { weight, ...biasParameter(o, fan, bias) }),
            program: program(inside, bias.bias ?? true),
          })
        }),
      ),
    mirror: () => {
      throw new Error(
        'mirror: a bilinear layer has no mirror: many inputs have the same products; write the decoder out',
      )
    },
  },
  (specify) =>
    <
      const Units extends number,
      Input extends Sizes,
      Output extends Sizes,
      Aux extends string,
      FAux extends string = never,
      GAux extends string = never,
    >(
      width: Units,
      f: (net: Net<Output, Output, never>) => Net<Output, readonly [number], FAux>,
      g: (net: Net<Output, Output, never>) => Net<Output, readonly [number], GAux>,
      options: BiasOptions = {},
    ) =>
    (net: Net<Input, Output, Aux>): Net<Input, readonly [Units], Aux | FAux | GAux> =>
      append(
        net,
        specify({ units: width, branches: [f(unknownSizes()).layers, g(unknownSizes()).layers], ...options }),
      ),
)
