import type { TypeOf } from '../../codec/index.ts'
import { array, boolean, choice, describe, number, struct } from '../../codec/index.ts'
import { fill, scale, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { withOptions } from '../core/loss.ts'
import { alongRows, distances, vectors, widthOf } from '../core/matrix.ts'
import { priorSample } from '../core/prior.ts'
import { row, termValue } from '../core/term.ts'

type Kernel = 'rbf' | 'inverseMultiquadric'

const options = {
  kernel: choice('rbf', 'inverseMultiquadric'),
  scales: describe(
    array(number({ exclusiveMinimum: 0 }), { minItems: 1 }),
    'widths of kernels that are added, 1 for the mean squared distance of two samples of the prior',
  ),
  biased: describe(boolean, 'whether rows are compared with themselves too, so that equal samples give 0'),
}
type Options = { readonly [K in keyof typeof options]?: TypeOf<(typeof options)[K]> }

/** The scales of the papers: one Gaussian of the distance to be expected, inverse multiquadrics from a tenth to tenfold. */
const usual: Readonly<Record<Kernel, ReadonlyArray<number>>> = {
  rbf: [1],
  inverseMultiquadric: [0.1, 0.2, 0.5, 1, 2, 5, 10],
}

/** A kernel of squared distances and its slope in them. */
interface Similarity<T> {
  readonly value: T
  readonly slope: () => T
}

const kernels: Readonly<Record<Kernel, <T>(A: Tensor<T>, distance: T, c: number) => Similarity<T>>> = {
  rbf: (A, distance, c) => {
    const value = A.exp(scale(A, distance, -1 / c))
    return { value, slope: () => scale(A, value, -1 / c) }
  },
  inverseMultiquadric: (A, distance, c) => {
    const value = A.div(fill(A, c, A.shape(distance)), shift(A, distance, c))
    return { value, slope: () => scale(A, A.mul(value, value), -1 / c) }
  },
}

/** The kernels of all widths together, between all rows of x and of y. */
const similarity = <T>(A: Tensor<T>, kernel: Kernel, widths: ReadonlyArray<number>, x: T, y: T): Similarity<T> => {
  const distance = distances(A, x, y)
  const all = widths.map((c) => kernels[kernel](A, distance, c))
  return {
    value: all.map(({ value }) => value).reduce(A.add),
    slope: () => all.map(({ slope }) => slope()).reduce(A.add),
  }
}

/** Σⱼ Sᵢⱼ (xᵢ − yⱼ), [N, d]. */
const attraction = <T>(A: Tensor<T>, slope: T, x: T, y: T): T =>
  A.sub(A.mul(alongRows(A, A.sum(slope, [1]), widthOf(A.shape(x))), x), A.matmul(slope, y))

const mmdRow = row({
  name: 'mmd',
  summary: 'The maximum mean discrepancy between the codes of the minibatch and samples of the unit Gaussian.',
  codec: (common) => struct({}, { ...common, ...options }),
  needs: () => ['code'],
  noise: (_settings, { code }) => ({ prior: priorSample(code) }),
  run: (A, { aux, noise }, { kernel = 'inverseMultiquadric', scales = usual[kernel], biased = false }) => {
    const code = Named.get(aux, 'code')
    const [z, p] = [vectors(A, code), vectors(A, Named.get(noise, 'prior'))]
    const widths = scales.map((s) => 2 * widthOf(A.shape(z)) * s)
    const between = (x: typeof z, y: typeof z) => similarity(A, kernel, widths, x, y)
    const [own, prior, cross] = [between(z, z), between(p, p), between(z, p)]
    const n = A.extent(z, [0])
    const one = fill(A, 1, [])
    const pairs = A.mul(n, biased ? n : A.maximum(A.sub(n, one), one))
    const same = biased ? fill(A, 0, []) : scale(A, n, 2 * scales.length)
    const alike = A.div(A.sub(A.add(total(A, own.value), total(A, prior.value)), same), pairs)
    const apart = A.div(scale(A, total(A, cross.value), 2), A.mul(n, n))
    return termValue(A.sub(alike, apart), (dvalue) => {
      const inner = times(A, attraction(A, own.slope(), z, z), A.div(dvalue, pairs))
      const outer = times(A, attraction(A, cross.slope(), z, p), A.div(dvalue, A.mul(n, n)))
      return { daux: { code: A.reshape(scale(A, A.sub(inner, outer), 4), A.shape(code)) } }
    })
  },
})

/**
 * The squared maximum mean discrepancy between the codes of a minibatch and as many samples p of the unit Gaussian, with
 * inverse multiquadric kernels (Tolstikhin et al. 2018, algorithm 2) or radial basis functions (Zhao et al. 2019, section
 * 5). Widths are multiples of 2d, which is what two samples of the prior of d entries are apart. All rows count alike.
 * Without bias it may be a little below 0; with `biased` a row is compared with itself too, and it may not.
 *
 *     L  = (Σᵢ≠ⱼ k(zᵢ, zⱼ) + Σᵢ≠ⱼ k(pᵢ, pⱼ)) / N(N − 1) − 2 Σᵢⱼ k(zᵢ, pⱼ) / N²      z, p: [N, d]   k: [N, N]
 *     k  = Σₛ c / (c + D)  or  Σₛ exp(−D/c)      D = ‖zᵢ − zⱼ‖²   c = 2d·s
 *     k′ = −k²/c           or  −k/c, scale by scale
 *     dz = 4 dL · (Σⱼ k′(zᵢ, zⱼ)(zᵢ − zⱼ) / N(N − 1) − Σⱼ k′(zᵢ, pⱼ)(zᵢ − pⱼ) / N²)
 *
 * A minibatch of one row has no other to be compared with: the first part is 0.
 *
 * @example
 * const wae = combine(mse, weighted(10, mmd))
 * const infoVae = combine(mse, weighted(10, mmd({ kernel: 'rbf' })))
 */
export const mmd = withOptions<'code', Options>(mmdRow)
