import type { Noise } from '../../layers/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** Up to so many entries of the code, a Jacobian is computed exactly, entry by entry. */
const exactUpTo = 32
/** Random probes for larger codes where the spec does not say. */
const defaultProbes = 4

/** The random signs that a Jacobian is probed with, as many as the spec says; none where it is computed exactly. */
export const probesOf = (code: Sizes, probes: number | undefined): Named<Noise> => {
  const count = probes ?? (product(code) <= exactUpTo ? 0 : defaultProbes)
  const probe = { shape: code, per: 'row', distribution: { kind: 'rademacher' }, neutral: 1 } as const
  return Object.fromEntries(Array.from({ length: count }, (_, k) => [`probe.${k}`, probe]))
}

/** The unit vectors of a code, one for each of its entries, in every row: [N, …code]. */
export const unitVectors = <T>(A: Tensor<T>, code: T): ReadonlyArray<T> => {
  const sizes = A.shape(code)
    .slice(1)
    .map((extent) => (typeof extent === 'number' ? extent : 1))
  return Array.from({ length: product(sizes) }, (_, k) => {
    const values = new Float64Array(product(sizes))
    values[k] = 1
    return A.expand(A.constant(values, sizes), A.shape(code))
  })
}
