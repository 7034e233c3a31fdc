import { describe, integer, struct } from '../../codec/index.ts'
import { expm1, fill, minimum, rsub, scale, shift } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { uniformNoise } from '../core/entryNoise.ts'
import type { PartErrors } from '../core/likelihood.ts'
import { entrywise, likelihoodTerm } from '../core/likelihood.ts'
import type { HeadOf } from '../core/loss.ts'
import { pairOf, partAt } from '../core/parameters.ts'
import { reduction } from '../core/reconstruction.ts'
import { softBound } from '../core/softBound.ts'

/** Those of a channel of 8 bits. */
const defaultLevels = 256

const levels = describe(
  integer({ minimum: 2, maximum: 65_536 }),
  'how many evenly spaced values from 0 to 1 there are; 256 by default',
)

/** The value held within [0, 1]. */
const inUnit = <T>(A: Tensor<T>, a: T): T => minimum(A, A.maximum(a, fill(A, 0, A.shape(a))), fill(A, 1, A.shape(a)))

const errorWith =
  (count: number) =>
  <T>(A: Tensor<T>, t: T, output: T): PartErrors<T> => {
    const half = 0.5 / (count - 1)
    const [location, o] = pairOf(A, output)
    const s = softBound(A, o)
    const inverse = A.exp(A.neg(s.value))
    const centred = A.sub(t, location)
    const [high, low] = [half, -half].map((by) => A.mul(shift(A, centred, by), inverse))
    const [upper = centred, lower = centred] = [high, low]
    const isNotLast = A.greater(fill(A, 1 - half, A.shape(t)), t)
    const isNotFirst = A.greater(t, fill(A, half, A.shape(t)))
    const isInner = A.mul(isNotFirst, isNotLast)
    const width = scale(A, inverse, 2 * half)
    const rest = A.neg(expm1(A, A.neg(width)))
    const tails = A.add(A.mul(isNotLast, A.softplus(A.neg(upper))), A.mul(isNotFirst, A.softplus(lower)))
    return {
      value: A.sub(tails, A.mul(isInner, A.log(rest))),
      derivatives: () => {
        const dUpper = A.neg(A.mul(isNotLast, A.sigmoid(A.neg(upper))))
        const dLower = A.mul(isNotFirst, A.sigmoid(lower))
        const dWidth = A.neg(A.mul(isInner, A.div(A.exp(A.neg(width)), rest)))
        const dScale = A.add(A.add(A.mul(upper, dUpper), A.mul(lower, dLower)), A.mul(width, dWidth))
        return [A.neg(A.mul(A.add(dUpper, dLower), inverse)), A.neg(A.mul(dScale, s.derivative()))]
      },
    }
  }

/**
 * The negative log-probability of pixels under a logistic distribution that is summed up over the interval around each of
 * the levels 0, 1/255, … 1 of 8 bits, the first and the last reaching to infinity (Salimans et al. 2017, section 2.1):
 * output [N, …input, 2] of a location μ, in the units of the pixels, and a log-scale o. What the model reconstructs is
 * the location, held within [0, 1]. Log-scales beyond ±20 are held within soft bounds.
 *
 *     e = −log(σ(u) − σ(l)) = softplus(−u) + softplus(l) − log(1 − exp(l − u))      h = ½/255      s = b(o)
 *     u = (t − μ + h)·exp(−s), its part 0 at the last level      l = (t − μ − h)·exp(−s), its part 0 at the first
 */
export const discretisedLogistic = defineTerm(
  likelihoodTerm({
    name: 'discretisedLogistic',
    summary: 'Discretised logistic log-likelihood of pixels, negated: the decoder gives a location and a log-scale.',
    codec: (common) => struct({}, { ...common, reduction, levels }),
    likelihood: ({ levels: count = defaultLevels }, sizes) => ({
      ...entrywise(sizes, { count: 2, error: errorWith(count) }),
      targets: { levels: count },
      uninformed: Math.log(count),
      mean: (A, output) => inUnit(A, partAt(A, output, 0)),
      sample: {
        noise: { uniform: uniformNoise(sizes.input) },
        run: (A, output, noise) => {
          const [location, o] = pairOf(A, output)
          const u = Named.get(noise, 'uniform')
          const logistic = A.sub(A.log(u), A.log(rsub(A, 1, u)))
          const value = inUnit(A, A.add(location, A.mul(logistic, A.exp(softBound(A, o).value))))
          return scale(A, A.floor(shift(A, scale(A, value, count - 1), 0.5)), 1 / (count - 1))
        },
      },
    }),
  }),
  withOptions<never, HeadOf<2>>(),
)
