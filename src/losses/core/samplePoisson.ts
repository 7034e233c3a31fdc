import type { Noise } from '../../layers/index.ts'
import { fill, minimum, rsub, scale, shift } from '../../tensor/derived.ts'
import { logGamma } from '../../tensor/logGamma.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { uniformNoise } from './entryNoise.ts'
import { gammaNoise, sampleLogGamma } from './sampleGamma.ts'

/** Rates below this are inverted, count by count; a count beyond `most` has a probability below 10⁻¹². */
const few = 10
const most = 40
/** Each proposal is refused with a probability below 25 %: all of them with one below 10⁻⁹. */
const proposals = 16

/** The random numbers of Poisson variates. */
export const poissonNoise = (sizes: Sizes): Named.Named<Noise> => ({
  inverse: uniformNoise(sizes),
  ...Object.fromEntries(
    Array.from({ length: proposals }, (_, i): ReadonlyArray<readonly [string, Noise]> => [
      [`u.${i}`, uniformNoise(sizes)],
      [`v.${i}`, uniformNoise(sizes)],
    ]).flat(),
  ),
})

/** Counts of small rates by inversion: how many of the partial sums of the probabilities are below a uniform number. */
const invert = <T>(A: Tensor<T>, rate: T, u: T): T => {
  let probability = A.exp(A.neg(rate))
  let sum = probability
  let count = A.greater(u, sum)
  for (let k = 1; k < most; k++) {
    probability = A.mul(probability, scale(A, rate, 1 / k))
    sum = A.add(sum, probability)
    count = A.add(count, A.greater(u, sum))
  }
  return count
}

/** Counts of large rates by transformed rejection (Hörmann 1993, algorithm PTRS), the first proposal that is taken. */
const reject = <T>(A: Tensor<T>, rate: T, noise: Named.Named<T>): T => {
  const root = A.sqrt(rate)
  const b = shift(A, scale(A, root, 2.53), 0.931)
  const a = shift(A, scale(A, b, 0.02483), -0.059)
  const inverseAlpha = shift(A, A.div(fill(A, 1.1328, A.shape(b)), shift(A, b, -3.4)), 1.1239)
  const zero = fill(A, 0, A.shape(rate))
  const propose = (i: number): readonly [T, T] => {
    const u = shift(A, Named.get(noise, `u.${i}`), -0.5)
    const v = Named.get(noise, `v.${i}`)
    const us = rsub(A, 0.5, A.abs(u))
    const raw = A.floor(shift(A, A.add(A.mul(A.add(A.div(scale(A, a, 2), us), b), u), rate), 0.43))
    const k = A.maximum(raw, zero)
    const hat = A.log(A.div(A.mul(v, inverseAlpha), A.add(A.div(a, A.mul(us, us)), b)))
    const density = A.sub(A.sub(A.mul(k, A.log(rate)), rate), logGamma(A, shift(A, k, 1)))
    const isValid = rsub(A, 1, A.greater(zero, raw))
    return [k, A.mul(isValid, rsub(A, 1, A.greater(hat, density)))]
  }
  return Array.from({ length: proposals }, (_, i) => propose(i)).reduceRight<T>(
    (later, [k, isTaken]) => A.where(isTaken, k, later),
    A.floor(shift(A, rate, 0.5)),
  )
}

/** Poisson variates of given rates. */
export const samplePoisson = <T>(A: Tensor<T>, rate: T, noise: Named.Named<T>): T => {
  const bound = fill(A, few, A.shape(rate))
  const small = invert(A, minimum(A, rate, bound), Named.get(noise, 'inverse'))
  return A.where(A.greater(bound, rate), small, reject(A, A.maximum(rate, bound), noise))
}

/** The random numbers of Poisson variates whose rates are gamma variates. */
export const gammaPoissonNoise = (sizes: Sizes): Named.Named<Noise> => ({
  ...poissonNoise(sizes),
  ...gammaNoise(sizes, 'rate'),
})

/** Negative binomial variates of mean μ and dispersion θ: Poisson variates of rates that are gamma of shape θ and mean μ. */
export const sampleGammaPoisson = <T>(A: Tensor<T>, mean: T, theta: T, noise: Named.Named<T>): T => {
  const logRate = A.sub(A.add(sampleLogGamma(A, theta, noise, 'rate'), A.log(mean)), A.log(theta))
  return samplePoisson(A, A.exp(logRate), noise)
}
