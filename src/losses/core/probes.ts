import type { Noise } from '../../layers/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { knownSizes, product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** The largest code whose Jacobian is computed exactly, entry by entry. */
const maxExactSize = 32
/** The number of random probes of larger codes where the spec does not say. */
const defaultProbes = 4

/** The random signs (Rademacher) that estimate the norm of a Jacobian; none if it is computed exactly. */
export const probeNoise = (code: Sizes, probes: number | undefined): Named<Noise> => {
  const count = probes ?? (product(code) <= maxExactSize ? 0 : defaultProbes)
  const probe = { shape: code, per: 'row', distribution: { kind: 'rademacher' }, neutral: 1 } as const
  return Object.fromEntries(Array.from({ length: count }, (_, k) => [`probe.${k}`, probe]))
}

/** The unit vectors of a code, one for each of its entries, in every row: [N, …code]. */
const unitVectors = <T>(A: Tensor<T>, code: T): ReadonlyArray<T> => {
  const sizes = knownSizes(A.shape(code).slice(1))
  return Array.from({ length: product(sizes) }, (_, k) => {
    const values = new Float64Array(product(sizes))
    values[k] = 1
    return A.expand(A.constant(values, sizes), A.shape(code))
  })
}

/** The directions in the code that a Jacobian is multiplied by, with the factor of each: random ones or all unit vectors. */
export const directionsOf = <T>(
  A: Tensor<T>,
  code: T,
  noise: Named<T>,
): { readonly directions: ReadonlyArray<T>; readonly factor: number } => {
  const random = Object.values(noise)
  return random.length > 0
    ? { directions: random, factor: 1 / random.length }
    : { directions: unitVectors(A, code), factor: 1 }
}
