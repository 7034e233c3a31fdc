import { array, boolean, choice, describe, number, struct } from '../../codec/index.ts'
import { fill, scale, shift, times, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { defineTerm, withOptions } from '../core/define.ts'
import { flattenRows, widthOf } from '../core/flattenRows.ts'
import { repeatColumn, squaredDistances } from '../core/pairwise.ts'
import { priorSample } from '../core/prior.ts'
import { builtTerm, termValue } from '../core/term.ts'

type Kernel = 'rbf' | 'inverseMultiquadric'

const options = {
  kernel: choice('rbf', 'inverseMultiquadric'),
  scales: describe(
    array(number({ exclusiveMinimum: 0 }), { minItems: 1 }),
    'the widths of the kernels, in units of the mean squared distance of two samples of the prior',
  ),
  biased: describe(boolean, 'whether the biased estimator is used, which is never negative'),
}

/** The scales of the papers: one Gaussian; inverse multiquadrics from 0.1 to 10. */
const defaultScales: Readonly<Record<Kernel, ReadonlyArray<number>>> = {
  rbf: [1],
  inverseMultiquadric: [0.1, 0.2, 0.5, 1, 2, 5, 10],
}

/** A kernel of squared distances, with its derivative in them. */
interface KernelValue<T> {
  readonly value: T
  readonly derivative: () => T
}

const kernels: Readonly<Record<Kernel, <T>(A: Tensor<T>, distance: T, c: number) => KernelValue<T>>> = {
  rbf: (A, distance, c) => {
    const value = A.exp(scale(A, distance, -1 / c))
    return { value, derivative: () => scale(A, value, -1 / c) }
  },
  inverseMultiquadric: (A, distance, c) => {
    const value = A.div(fill(A, c, A.shape(distance)), shift(A, distance, c))
    return { value, derivative: () => scale(A, A.mul(value, value), -1 / c) }
  },
}

/** The sum of the kernels of all widths, between all rows of x and of y. */
const kernelMatrix = <T>(A: Tensor<T>, kernel: Kernel, widths: ReadonlyArray<number>, x: T, y: T): KernelValue<T> => {
  const distance = squaredDistances(A, x, y)
  const all = widths.map((c) => kernels[kernel](A, distance, c))
  return {
    value: all.map(({ value }) => value).reduce(A.add),
    derivative: () => all.map(({ derivative }) => derivative()).reduce(A.add),
  }
}

/** Σⱼ Sᵢⱼ (xᵢ − yⱼ), [N, d]. */
const weightedDifferences = <T>(A: Tensor<T>, s: T, x: T, y: T): T =>
  A.sub(A.mul(repeatColumn(A, A.sum(s, [1]), widthOf(A.shape(x))), x), A.matmul(s, y))

/**
 * The squared maximum mean discrepancy between the N codes of a minibatch and N samples p of the unit Gaussian, with
 * inverse multiquadric kernels (Tolstikhin et al. 2018, algorithm 2) or radial basis functions (Zhao et al. 2019, section
 * 5). Widths are multiples of 2d, the mean squared distance of two samples of the prior with d entries. Sample weights
 * are not used. The unbiased estimator may be slightly negative; the `biased` one, which compares each row with itself
 * too, is not.
 *
 *     L  = (Σᵢ≠ⱼ k(zᵢ, zⱼ) + Σᵢ≠ⱼ k(pᵢ, pⱼ)) / N(N − 1) − 2 Σᵢⱼ k(zᵢ, pⱼ) / N²      z, p: [N, d]   k: [N, N]
 *     k  = Σₛ c / (c + D)  or  Σₛ exp(−D/c)      D = ‖zᵢ − zⱼ‖²   c = 2d·s
 *     k′ = −k²/c           or  −k/c, scale by scale
 *     dz = 4 dL · (Σⱼ k′(zᵢ, zⱼ)(zᵢ − zⱼ) / N(N − 1) − Σⱼ k′(zᵢ, pⱼ)(zᵢ − pⱼ) / N²)
 *
 * For a minibatch of one row the first part is 0.
 *
 * @example
 * const wae = combine(mse, weighted(10, mmd))
 * const infoVae = combine(mse, weighted(10, mmd({ kernel: 'rbf' })))
 */
export const mmd = defineTerm(
  {
    name: 'mmd',
    summary: 'Maximum mean discrepancy (MMD) between the codes of the minibatch and samples of N(0, I).',
    codec: (common) => struct({}, { ...common, ...options }),
    build: ({ kernel = 'inverseMultiquadric', scales = defaultScales[kernel], biased = false }, { code: sizes }) =>
      builtTerm({
        needs: ['code'],
        prior: { kind: 'gaussian' },
        noise: { prior: priorSample(sizes) },
        run: (A, { aux, noise }) => {
          const code = Named.get(aux, 'code')
          const [z, p] = [flattenRows(A, code), flattenRows(A, Named.get(noise, 'prior'))]
          const widths = scales.map((s) => 2 * widthOf(A.shape(z)) * s)
          const between = (x: typeof z, y: typeof z) => kernelMatrix(A, kernel, widths, x, y)
          const [codes, prior, cross] = [between(z, z), between(p, p), between(z, p)]
          const n = A.extent(z, [0])
          const one = fill(A, 1, [])
          const pairs = A.mul(n, biased ? n : A.maximum(A.sub(n, one), one))
          const diagonal = biased ? fill(A, 0, []) : scale(A, n, 2 * scales.length)
          const within = A.div(A.sub(A.add(total(A, codes.value), total(A, prior.value)), diagonal), pairs)
          const across = A.div(scale(A, total(A, cross.value), 2), A.mul(n, n))
          return termValue(A.sub(within, across), (dvalue) => {
            const dwithin = times(A, weightedDifferences(A, codes.derivative(), z, z), A.div(dvalue, pairs))
            const dacross = times(A, weightedDifferences(A, cross.derivative(), z, p), A.div(dvalue, A.mul(n, n)))
            return { daux: { code: A.reshape(scale(A, A.sub(dwithin, dacross), 4), A.shape(code)) } }
          })
        },
      }),
  },
  withOptions<'code'>(),
)
