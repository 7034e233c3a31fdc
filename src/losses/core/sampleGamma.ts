import type { Noise } from '../../layers/index.ts'
import { fill, rsub, scale, shift, square } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { normalNoise, uniformNoise } from './entryNoise.ts'

/** Each proposal is refused with a probability below 5 %: all of them with one below 10⁻¹³. */
const proposals = 10

/** The random numbers of gamma variates, under names that begin with `scope`. */
export const gammaNoise = (sizes: Sizes, scope: string): Named.Named<Noise> => ({
  [`${scope}.boost`]: uniformNoise(sizes),
  ...Object.fromEntries(
    Array.from({ length: proposals }, (_, i): ReadonlyArray<readonly [string, Noise]> => [
      [`${scope}.normal.${i}`, normalNoise(sizes)],
      [`${scope}.uniform.${i}`, uniformNoise(sizes)],
    ]).flat(),
  ),
})

/** A proposal dv with v = (1 + x / √9d)³, and whether it is taken: log u < x²/2 + d − dv + d log v. */
const propose = <T>(A: Tensor<T>, d: T, x: T, u: T): readonly [value: T, isTaken: T] => {
  const base = shift(A, A.div(x, A.sqrt(scale(A, d, 9))), 1)
  const v = A.mul(base, square(A, base))
  const isPositive = A.greater(v, fill(A, 0, A.shape(v)))
  const safe = A.where(isPositive, v, fill(A, 1, A.shape(v)))
  const bound = A.add(scale(A, square(A, x), 0.5), A.mul(d, A.add(rsub(A, 1, safe), A.log(safe))))
  return [A.mul(d, safe), A.mul(isPositive, A.greater(bound, A.log(u)))]
}

/**
 * Gamma variates of shape α and scale 1, as logarithms, by Marsaglia and Tsang (2000) with a fixed number of proposals,
 * the first that is taken; for α < 1 from α + 1 and a power of a uniform number.
 */
export const sampleLogGamma = <T>(A: Tensor<T>, alpha: T, noise: Named.Named<T>, scope: string): T => {
  const low = A.greater(fill(A, 1, A.shape(alpha)), alpha)
  const d = shift(A, A.add(alpha, low), -1 / 3)
  const found = Array.from({ length: proposals }, (_, i) =>
    propose(A, d, Named.get(noise, `${scope}.normal.${i}`), Named.get(noise, `${scope}.uniform.${i}`)),
  ).reduceRight<T>((later, [value, isTaken]) => A.where(isTaken, value, later), d)
  const boost = A.div(A.log(Named.get(noise, `${scope}.boost`)), alpha)
  return A.add(A.log(found), A.mul(low, boost))
}
