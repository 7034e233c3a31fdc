import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import { fill, like, shift, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, sameShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Built, Context } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import { scoped } from '../core/nested.ts'
import type { Program } from '../core/stage.ts'
import { plus, sequence } from '../core/stage.ts'
import { tooMany } from './topK.ts'

const options = {
  k: describe(integer({ minimum: 1 }), 'how many dead features of a vector may speak at once'),
  after: describe(integer({ minimum: 1 }), 'after how many steps without being on a feature is dead; 100 by default'),
}

interface Watch {
  readonly k: number
  readonly after: number
}

/** For how many steps each feature has not been on, [F]; y: [N, …, F]. */
const silence = <T>(A: Tensor<T>, y: T, before: T): T => {
  const sizes = A.shape(y)
  const most = A.max(
    A.abs(y),
    sizes.slice(0, -1).map((_, axis) => axis),
  )
  const isOn = A.greater(A.reshape(most, A.shape(before)), fill(A, 0, A.shape(before)))
  return A.where(isOn, fill(A, 0, A.shape(before)), shift(A, before, 1))
}

const program = (body: Program, { k, after }: Watch): Program => {
  const inner = sequence([{ scope: 'body', program: body }])
  return (A, input) => {
    const { x, buffers, noise } = input
    const inside = inner(A, input)
    const [silent, live] = [Named.get(buffers, 'silent'), Named.get(noise, 'live')]
    const isDead = A.greater(silent, fill(A, after - 0.5, A.shape(silent)))
    const zeros = fill(A, 0, A.shape(x))
    const asleep = times(A, A.maximum(x, zeros), isDead)
    const loudest = A.mul(A.topMask(asleep, k), A.greater(asleep, zeros))
    return {
      y: inside.y,
      aux: { ...inside.aux, dead: A.mul(asleep, loudest) },
      buffers: {
        ...inside.buffers,
        silent: A.where(like(A, live, silent), silence(A, A.stopGradient(inside.y), silent), silent),
      },
      pullback: (dy, daux) => {
        const { dx, dparameters } = inside.pullback(dy, daux)
        const { dead } = daux
        return { dx: plus(A, dx, dead === undefined ? undefined : A.mul(dead, loudest)), dparameters }
      },
    }
  }
}

const alreadyThere = ({ where }: Context): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'duplicate name',
      where: `${where}.body`,
      expected: 'a name of its own for each tensor',
      found: '"dead" again',
    },
  ])

const deadLatentsRow = row({
  name: 'deadLatents',
  summary: 'Watches which features the layers inside leave off for long, and lets those speak to a loss of their own.',
  codec: (layers) => struct({ body: layers, k: options.k }, { after: options.after }),
  build: ({ body, k, after = 100 }, input, context) => {
    const [width] = input.slice(-1)
    if (width === undefined) return wrongSizes(context, 'at least one axis', input)
    if (k > width) return tooMany(context, 'k', k, width)
    return Either.chain((inside: Built) => {
      if (!sameShape(inside.output, input))
        return wrongSizes(context, `a body that gives ${drawShape(input)}, as it takes`, inside.output)
      const { buffers, noise, aux, ...rest } = scoped(inside, 'body')
      if (aux['dead'] !== undefined) return alreadyThere(context)
      return built({
        ...rest,
        output: input,
        buffers: { ...buffers, silent: { shape: [width], value: 0 } },
        noise: {
          ...noise,
          live: { shape: [], per: 'step', distribution: { kind: 'bernoulli', probability: 1 }, neutral: 0 },
        },
        aux: { ...aux, dead: input },
        program: program(inside.program, { k, after }),
      })
    })(context.nest(body, input, 'body'))
  },
  mirror: () => null,
})

/**
 * Watches a sparse activation (Gao et al. 2024, appendix A.2): a feature that it has left off for `after` steps is
 * dead. It exposes as `dead` the k greatest positive entries of the dead features, from which `auxK` lets them learn
 * to say what the others do not.
 *
 *     y = f(x)     dead = x ⊙ m     dx = f†(dy) + ddead ⊙ m         x, y, dead: [N, …, F]   silent: [F]
 *     m = 1 for the k greatest of max(x, 0) ⊙ [silent ≥ after]      silent ← 0 where y is on, else silent + 1
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([768]), dense(12_288), deadLatents({ k: 512 }, topK(32))),
 *   decoder: pipe(input([12_288]), dense(768)),
 *   loss: combine(mse, weighted(1 / 32, auxK())),
 * })
 */
export const deadLatents = Object.assign(
  <Input extends Sizes, Output extends Sizes, Aux extends string, Inner extends string = never>(
    { k, after }: { readonly k: number; readonly after?: number },
    body: (net: Net<Output, Output, never>) => Net<Output, Output, Inner>,
  ) =>
    (net: Net<Input, Output, Aux>): Net<Input, Output, Aux | Inner | 'dead'> =>
      append(net, {
        layer: 'deadLatents',
        body: body(unknownSizes()).layers,
        k,
        ...(after === undefined ? {} : { after }),
      }),
  { definition: deadLatentsRow },
)
