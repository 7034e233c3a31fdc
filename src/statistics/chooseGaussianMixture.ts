import type { Stream } from '../random/index.ts'
import { child, permutation } from '../random/index.ts'
import type { MixtureOptions } from './fitGaussianMixture.ts'
import { fitGaussianMixture } from './fitGaussianMixture.ts'
import type { GaussianMixture } from './gaussianMixture.ts'
import { mixtureLogDensity } from './gaussianMixture.ts'
import type { Points } from './points.ts'
import { selectPoints } from './points.ts'

/** What a number of components is chosen by: the likelihood of points held out of the fit, or the BIC of all. */
export type MixtureCriterion = 'heldOut' | 'bic'

/** One mixture that was tried: the greater its `merit`, the better. */
export interface MixtureTrial {
  readonly covariance: GaussianMixture['covariance']
  readonly components: number
  /** The mean log-likelihood of held-out points in nats, or −BIC / 2n, which is in nats a point too. */
  readonly merit: number
}

/** The free parameters of a mixture. */
export const mixtureParameters = (mixture: Pick<GaussianMixture, 'covariance' | 'weights' | 'means'>): number => {
  const [count, width] = [mixture.weights.length, mixture.means.length / mixture.weights.length]
  return count * (width + (mixture.covariance === 'full' ? (width * (width + 1)) / 2 : width)) + count - 1
}

export const meanLogDensity = (mixture: GaussianMixture, points: Points): number =>
  mixtureLogDensity(mixture, points).reduce((sum, log) => sum + log, 0) / points.length

/** BIC = p·log n − 2 Σ log p(x), for p free parameters (Schwarz 1978): the smaller, the better. */
export const mixtureBic = (mixture: GaussianMixture, points: Points): number =>
  mixtureParameters(mixture) * Math.log(points.length) - 2 * points.length * meanLogDensity(mixture, points)

/** A fifth of the points, and the others; at least one of each. */
const partsOf = (points: Points, from: Stream): { readonly fitted: Points; readonly heldOut: Points } => {
  const order = permutation(child(from, 'held out'), points.length)
  const count = Math.max(1, Math.floor(points.length / 5))
  return {
    fitted: selectPoints(points, order.subarray(count)),
    heldOut: selectPoints(points, order.subarray(0, count)),
  }
}

/** Doublings of the number of components, as long as there are ten points for each. */
const counts = (length: number, most: number): ReadonlyArray<number> =>
  Array.from({ length: 1 + Math.floor(Math.log2(most)) }, (_, i) => 2 ** i).filter(
    (count) => count === 1 || count * 10 <= length,
  )

/**
 * The number of components (1, 2, 4, … up to `most`) and the kind of covariances by a criterion, and the mixture fitted to
 * all points with them. Numbers are tried upwards, and no further once two in a row were worse than the best.
 */
export const chooseGaussianMixture = (
  points: Points,
  from: Stream,
  {
    by = 'heldOut',
    most = 16,
    covariances = ['full', 'diagonal'],
    ...options
  }: Omit<MixtureOptions, 'covariance'> & {
    readonly by?: MixtureCriterion
    readonly most?: number
    readonly covariances?: ReadonlyArray<GaussianMixture['covariance']>
  } = {},
): { readonly mixture: GaussianMixture; readonly trials: ReadonlyArray<MixtureTrial> } => {
  const { fitted, heldOut } =
    by === 'heldOut' && points.length > 1 ? partsOf(points, from) : { fitted: points, heldOut: points }
  const meritOf = (mixture: GaussianMixture): number =>
    by === 'heldOut' ? meanLogDensity(mixture, heldOut) : -mixtureBic(mixture, points) / (2 * points.length)
  const trials = covariances.flatMap((covariance) => {
    const tried: Array<MixtureTrial> = []
    for (const components of counts(fitted.length, most)) {
      const { mixture } = fitGaussianMixture(fitted, components, from, { ...options, covariance })
      tried.push({ covariance, components, merit: meritOf(mixture) })
      const best = tried.reduce((at, { merit }, i) => (merit > (tried[at]?.merit ?? 0) ? i : at), 0)
      if (tried.length - 1 - best >= 2) break
    }
    return tried
  })
  const [first, ...others] = trials
  if (first === undefined) throw new Error('no kind of covariance to choose from')
  const { covariance, components } = others.reduce((a, b) => (b.merit > a.merit ? b : a), first)
  return { mixture: fitGaussianMixture(points, components, from, { ...options, covariance }).mixture, trials }
}
