import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { describe, failure, integer, struct } from '../../codec/index.ts'
import { axesOf, fill, like, shift, times } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, lastExtent, sameShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineLayer } from '../core/define.ts'
import type { Built, Context } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { scoped } from '../core/nested.ts'
import type { Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import { trainingFlag } from '../core/noise.ts'
import type { Program } from '../core/stage.ts'
import { plus, sequence } from '../core/stage.ts'
import { widthForTopK } from './topK.ts'

const options = {
  k: describe(integer({ minimum: 1 }), 'the number of dead latents of a vector that are exposed'),
  after: describe(integer({ minimum: 1 }), 'the number of inactive steps after which a latent is dead; 100 by default'),
}

interface DeadLatentsOptions {
  readonly k: number
  readonly after?: number
}

/** The number of steps since each latent was active, [F]; y: [N, …, F]. */
const stepsInactive = <T>(A: Tensor<T>, y: T, before: T): T => {
  const greatest = A.max(A.abs(y), axesOf(A.shape(y)).slice(0, -1))
  const zeros = fill(A, 0, A.shape(before))
  const isActive = A.greater(A.reshape(greatest, A.shape(before)), zeros)
  return A.where(isActive, zeros, shift(A, before, 1))
}

const program = (body: Program, { k, after }: Required<DeadLatentsOptions>): Program => {
  const runBody = sequence([{ scope: 'body', program: body }])
  return (A, input) => {
    const { x, buffers, noise } = input
    const inside = runBody(A, input)
    const [silent, isTraining] = [Named.get(buffers, 'silent'), Named.get(noise, 'isTraining')]
    const isDead = A.greater(silent, fill(A, after - 0.5, A.shape(silent)))
    const zeros = fill(A, 0, A.shape(x))
    const deadActivations = times(A, A.maximum(x, zeros), isDead)
    const topDead = A.mul(A.topMask(deadActivations, k), A.greater(deadActivations, zeros))
    const nextSilent = stepsInactive(A, A.stopGradient(inside.y), silent)
    return {
      y: inside.y,
      aux: { ...inside.aux, dead: A.mul(deadActivations, topDead) },
      buffers: { ...inside.buffers, silent: A.where(like(A, isTraining, silent), nextSilent, silent) },
      pullback: (dy, daux) => {
        const { dx, dparameters } = inside.pullback(dy, daux)
        const { dead } = daux
        return { dx: plus(A, dx, dead === undefined ? undefined : A.mul(dead, topDead)), dparameters }
      },
    }
  }
}

/** The fault of a body with other output sizes, or that exposes `dead` itself. */
const bodyFault = ({ output, aux }: Built, input: Sizes, context: Context): Fallible<never> | undefined => {
  if (!sameShape(output, input))
    return wrongSizes(context, `a body that gives ${drawShape(input)}, as it takes`, output)
  if (aux['dead'] === undefined) return undefined
  return failure({
    fault: 'duplicate name',
    where: `${context.where}.body`,
    expected: 'a name of its own for each tensor',
    found: '"dead" again',
  })
}

const watching = (body: Built, settings: DeadLatentsOptions, input: Sizes, context: Context): Fallible<Built> => {
  const { buffers, noise, aux, ...needs } = scoped(body, 'body')
  return (
    bodyFault(body, input, context) ??
    built({
      ...needs,
      output: input,
      buffers: { ...buffers, silent: { shape: [lastExtent(input)], value: 0 } },
      noise: { ...noise, isTraining: trainingFlag },
      aux: { ...aux, dead: input },
      program: program(body.program, { after: 100, ...settings }),
    })
  )
}

/**
 * Exposes dead latents of a sparse activation (Gao et al. 2024, appendix A.2): a latent that has been inactive for
 * `after` steps is dead. Its `dead` tensor holds the k greatest positive entries of the dead latents, from which the
 * term `auxK` reconstructs the residual, so that dead latents learn again.
 *
 *     y = f(x)     dead = x ⊙ m     dx = f†(dy) + ddead ⊙ m         x, y, dead: [N, …, F]   silent: [F]
 *     m = 1 for the k greatest of max(x, 0) ⊙ [silent ≥ after]      silent ← 0 where y is active, else silent + 1
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([768]), dense(12_288), deadLatents({ k: 512 }, topK(32))),
 *   decoder: pipe(input([12_288]), dense(768)),
 *   loss: combine(mse, weighted(1 / 32, auxK())),
 * })
 */
export const deadLatents = defineLayer(
  {
    name: 'deadLatents',
    summary: 'Exposes latents inactive for `after` steps, for the auxiliary loss auxK.',
    codec: (layers) => struct({ body: layers, k: options.k }, { after: options.after }),
    build: ({ body, ...settings }, input, context) =>
      pipe(
        widthForTopK(settings.k, input, context),
        Either.flatMap(() => context.nest(body, input, 'body')),
        Either.flatMap((inside) => watching(inside, settings, input, context)),
      ),
    mirror: () => null,
  },
  (specify) =>
    <Input extends Sizes, Output extends Sizes, Aux extends string, Inner extends string = never>(
      settings: DeadLatentsOptions,
      body: (net: Net<Output, Output, never>) => Net<Output, Output, Inner>,
    ) => {
      const layer = specify({ ...settings, body: body(unknownSizes()).layers })
      return (net: Net<Input, Output, Aux>): Net<Input, Output, Aux | Inner | 'dead'> => append(net, layer)
    },
)
