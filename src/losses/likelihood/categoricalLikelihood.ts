import { describe, integer, number, struct } from '../../codec/index.ts'
import { equal, fill, like, logSumExp, rsub, scale, softmax } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { lastExtent, knownExtent } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { EntryErrors, Likelihood } from '../core/likelihood.ts'
import { likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { withParameters } from '../core/parameters.ts'
import type { Reduction } from '../core/reconstruction.ts'
import { reduction } from '../core/reconstruction.ts'
import { present } from '../../tensor/present.ts'

interface IdSettings {
  readonly classes: number
  readonly ignored?: number
  readonly smoothing?: number
  readonly reduction?: Reduction
}

const codec = {
  classes: describe(integer({ minimum: 2, maximum: 1_000_000 }), 'how many ids there are: 0 to classes − 1'),
  ignored: describe(integer({ minimum: -1, maximum: 1_000_000 }), 'the id of entries that do not count: padding'),
  smoothing: describe(
    number({ minimum: 0, exclusiveMaximum: 1 }),
    'the share of each target that is spread over all ids (label smoothing); 0 by default',
  ),
}

/** 0, 1, … along the last axis, in the shape of the logits. */
const idsLike = <T>(A: Tensor<T>, logits: T): T => {
  const count = knownExtent(lastExtent(A.shape(logits)))
  return like(
    A,
    A.constant(
      Float64Array.from({ length: count }, (_, id) => id),
      [count],
    ),
    logits,
  )
}

/** One number for each entry in the shape of the logits. */
const overIds = <T>(A: Tensor<T>, each: T, logits: T): T =>
  A.expand(A.reshape(each, [...A.shape(each), 1]), A.shape(logits))

/** Σ over the ids. */
const idSum = <T>(A: Tensor<T>, a: T): T => {
  const sizes = A.shape(a).slice(0, -1)
  return A.reshape(A.sum(a, [sizes.length]), sizes)
}

const errors = <T>(A: Tensor<T>, t: T, logits: T, smoothing: number): EntryErrors<T> => {
  const shape = A.shape(logits)
  const axes = [shape.length - 1]
  const one = A.sub(fill(A, 1, shape), A.abs(A.sign(A.sub(overIds(A, t, logits), idsLike(A, logits)))))
  const share = smoothing / knownExtent(lastExtent(shape))
  const wanted = smoothing === 0 ? one : A.add(scale(A, one, 1 - smoothing), fill(A, share, shape))
  const normaliser = A.reshape(logSumExp(A, logits, axes), A.shape(t))
  return {
    value: A.sub(normaliser, idSum(A, A.mul(wanted, logits))),
    pullback: (d) => A.mul(A.sub(softmax(A, logits, axes), wanted), overIds(A, d, logits)),
  }
}

/** The id of the greatest of some numbers. */
const argmax = <T>(A: Tensor<T>, a: T): T => idSum(A, A.mul(A.topMask(a, 1), idsLike(A, a)))

const likelihoodOf = (input: ReadonlyArray<number>, { classes, ignored, smoothing = 0 }: IdSettings): Likelihood => ({
  outputSizes: withParameters(input, classes),
  targets: { ids: classes, ...present({ ignored }) },
  isLikelihood: smoothing === 0,
  uninformed: Math.log(classes),
  errors: (A, { target, output }) => errors(A, target, output, smoothing),
  ...(ignored === undefined
    ? {}
    : { counted: <T>(A: Tensor<T>, t: T): T => rsub(A, 1, equal(A, t, fill(A, ignored, A.shape(t)))) }),
  mean: (A, output) => argmax(A, output),
  sample: {
    noise: { uniform: uniformNoise(withParameters(input, classes)) },
    run: (A, output, noise) => argmax(A, A.sub(output, A.log(A.neg(A.log(Named.get(noise, 'uniform')))))),
  },
})

/**
 * The cross-entropy of ids, such as tokens, with logits: input [t] of whole numbers, output [N, t, classes]. Entries whose
 * target is the ignored id do not count. Label smoothing ε (Szegedy et al. 2016, section 7) spreads a part of each target
 * over all ids; then it is no likelihood any more. What the model reconstructs is the most likely id.
 *
 *     e = log Σ exp o − Σ w·o      do = softmax(o) − w      w = (1 − ε)·[id = t] + ε/classes      mean = argmax o
 *
 * @example
 * autoencoder({
 *   encoder: pipe(input([20]), embedding(1000, 32), flatten, dense(16)),
 *   decoder: pipe(input([16]), dense(20000), reshape([20, 1000])),
 *   loss: categoricalLikelihood(1000, { ignored: 0 }),
 * })
 */
export const categoricalLikelihood = defineTerm(
  likelihoodTerm<IdSettings>({
    name: 'categoricalLikelihood',
    summary: 'Cross-entropy of ids, such as tokens: the decoder gives a logit for each class.',
    codec: (common) => {
      const { classes, ignored, smoothing } = codec
      return struct({ classes }, { ...common, reduction, ignored, smoothing })
    },
    example: { classes: 3 },
    likelihood: (settings, { input }) => likelihoodOf(input, settings),
  }),
  (specify) =>
    <const Classes extends number>(
      classes: Classes,
      options: { readonly ignored?: number; readonly smoothing?: number } = {},
    ) =>
      specify<never, HeadOf<Classes>>({ classes, ...options }),
)
