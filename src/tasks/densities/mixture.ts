import type { Stream } from '../../random/index.ts'
import type { GaussianMixture, Points } from '../../statistics/index.ts'
import { mixtureLogDensity, sampleMixture } from '../../statistics/index.ts'
import type { CodeDensity } from './density.ts'

/** A mixture of Gaussians as a density of codes. */
export const mixtureDensity = (mixture: GaussianMixture): CodeDensity => ({
  sample: (length: number, from: Stream): Points => sampleMixture(mixture, length, from),
  logDensity: (codes: Points): Float64Array => mixtureLogDensity(mixture, codes),
})
