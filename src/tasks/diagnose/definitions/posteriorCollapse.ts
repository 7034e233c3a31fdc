import { describe, number, struct } from '../../../codec/index.ts'
import type { Points } from '../../../statistics/index.ts'
import { momentsOf } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, short } from '../entries.ts'
import type { GaussianCodes } from '../gaussianCodes.ts'

const settings = struct(
  {},
  {
    variance: describe(
      number({ minimum: 0 }),
      'an entry is inactive where the variance of its mean over the rows is below this; 0.01 by default',
    ),
  },
)

/** The divergence of every entry from the unit Gaussian, in nats, as a mean over the rows. */
export const divergences = ({ mean, logVariance }: GaussianCodes): Float64Array => {
  const { width, length } = mean
  const sums = new Float64Array(width)
  for (let i = 0; i < mean.values.length; i++) {
    const [m, s] = [mean.values[i] ?? 0, logVariance.values[i] ?? 0]
    sums[i % width] = (sums[i % width] ?? 0) + (m * m + Math.exp(s) - s - 1) / 2 / length
  }
  return sums
}

const inactive = (mean: Points, least: number): ReadonlyArray<number> =>
  [...momentsOf(mean).deviations].flatMap((deviation, entry) => (deviation ** 2 < least ? [entry] : []))

const rescue =
  'give each entry free bits, kl({ freeBits: 0.1 }), or let its weight rise: weighted(warmUp({ to: 1, steps: 2000 }), kl)'

/**
 * Entries of a Gaussian code whose mean hardly depends on the row: the decoder gets noise there. An entry is active where
 * Varₓ(E[z | x]) > 0.01 (active units; Burda et al. 2016, section 5.2); healthy entries are near 1 or near 0, seldom between.
 * Some inactive entries are a code that is wider than it needs to be, a warning; no active one is posterior collapse, a
 * fault: the output is the same for all rows. Remedies: free bits (Kingma et al. 2016), annealing (Bowman et al. 2016).
 */
export const posteriorCollapse = defineDiagnosis({
  name: 'posteriorCollapse',
  summary: 'Posterior collapse: entries of a Gaussian code that say nothing of the row.',
  codec: settings,
  check: async (subject, { variance = 0.01 }) => {
    const codes = subject.gaussian()
    if (codes === undefined) return { notApplicable: 'the code is not Gaussian' }
    const { width } = codes.mean
    const entries = inactive(codes.mean, variance)
    if (entries.length === 0) return []
    const nats = divergences(codes)
    const greatest = Math.max(...entries.map((entry) => nats[entry] ?? 0))
    const isAll = entries.length === width
    return [
      {
        severity: isAll ? 'fault' : 'warning',
        where: `code, ${entriesText(entries)}`,
        expected: `means that differ from row to row, with a variance above ${variance}`,
        found: `${entries.length} of ${width} inactive, with at most ${short(greatest)} nats each`,
        remedy: isAll ? rescue : `make the code ${width - entries.length} wide, or ${rescue}`,
      },
    ]
  },
})
