import { describe, number, struct } from '../../../codec/index.ts'
import type { Model } from '../../../model/index.ts'
import { draw, path } from '../../../random/index.ts'
import type { Points } from '../../../statistics/index.ts'
import { correlations, meanDiscrepancy, momentsOf } from '../../../statistics/index.ts'
import type { Found } from '../diagnosis.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { entriesText, short } from '../entries.ts'
import type { GaussianCodes } from '../gaussianCodes.ts'
import type { Subject } from '../subject.ts'

const settings = struct(
  {},
  {
    mean: describe(number({ exclusiveMinimum: 0 }), 'how far the mean of an entry may lie from 0; 0.5 by default'),
    deviation: describe(
      number({ exclusiveMinimum: 1 }),
      'the factor by which its standard deviation may differ from 1; 1.5 by default',
    ),
    correlation: describe(number({ minimum: 0, maximum: 1 }), 'the correlation of two entries; 0.5 by default'),
    discrepancy: describe(
      number({ exclusiveMinimum: 0 }),
      'the squared mean discrepancy in units of the kernel’s mean; 0.05 by default',
    ),
  },
)

/** Terms that lead codes to the unit Gaussian. */
const leading: ReadonlyArray<string> = [
  'kl',
  'mmd',
  'slicedWasserstein',
  'adversarialPrior',
  'totalCorrelation',
  'importanceWeighted',
]

const hasPrior = ({ terms }: Model): boolean =>
  terms.some(({ spec, coefficient }) => leading.includes(spec.term) && coefficient !== 0)

/** Samples of the codes: of Gaussian ones mean + deviation · ε, one a row. */
const samplesOf = ({ mean, logVariance }: GaussianCodes, { seed }: Subject): Points => {
  const noise = draw(path(seed, 'prior', 'codes'), mean.values.length, { kind: 'normal' })
  return {
    ...mean,
    values: noise.map((one, i) => (mean.values[i] ?? 0) + Math.exp((logVariance.values[i] ?? 0) / 2) * one),
  }
}

const mostPoints = 500

const firstPoints = ({ length, width, values }: Points): Points => {
  const count = Math.min(length, mostPoints)
  return { length: count, width, values: values.subarray(0, count * width) }
}

const remedy = 'weigh the term of the prior more, or sample from a density that is fitted to the codes'

const entryFindings = (codes: Points, mean: number, deviation: number): ReadonlyArray<Found> => {
  const { means, deviations } = momentsOf(codes)
  const apart = [...means].flatMap((one, entry) => {
    const spread = deviations[entry] ?? 0
    return Math.abs(one) > mean || spread > deviation || spread < 1 / deviation ? [entry] : []
  })
  const [first] = apart
  if (first === undefined) return []
  return [
    {
      severity: 2 * apart.length > codes.width ? 'fault' : 'warning',
      where: `code, ${entriesText(apart)}`,
      expected: `mean 0 ± ${mean} and standard deviation from ${short(1 / deviation)} to ${deviation}, as of the prior`,
      found: `${apart.length} of ${codes.width} apart, the first with mean ${short(means[first] ?? 0)} and standard deviation ${short(deviations[first] ?? 0)}`,
      remedy,
    },
  ]
}

const correlationFindings = (codes: Points, most: number): ReadonlyArray<Found> => {
  const all = correlations(codes, codes)
  let [worst, i, j] = [0, 0, 0]
  for (let a = 0; a < codes.width; a++)
    for (let b = 0; b < a; b++)
      if (Math.abs(all[a * codes.width + b] ?? 0) > Math.abs(worst))
        [worst, i, j] = [all[a * codes.width + b] ?? 0, b, a]
  if (Math.abs(worst) <= most) return []
  return [
    {
      severity: 'warning',
      where: `code, entries ${i} and ${j}`,
      expected: `a correlation up to ${most}: the entries of the prior are independent`,
      found: short(worst),
      remedy,
    },
  ]
}

/**
 * The prior and the codes apart: what is sampled from the prior is decoded from places where no row has its code (aggregate
 * posterior; Hoffman and Johnson 2016, Tomczak and Welling 2018). For models whose loss leads codes to N(0, I). Compared are the
 * mean and the standard deviation of every entry, the correlation of pairs, and the squared maximum mean discrepancy with a
 * Gaussian kernel of width √d (Gretton et al. 2012), divided by the mean of the kernel under the prior, which finds holes and
 * clusters with the right moments. The thresholds are sizes of effects, not tests: with enough rows any gap is significant.
 */
export const priorGap = defineDiagnosis({
  name: 'priorGap',
  summary: 'The distribution of the codes apart from the prior that samples are drawn from.',
  codec: settings,
  check: async (subject, { mean = 0.5, deviation = 1.5, correlation = 0.5, discrepancy = 0.05 }) => {
    if (!hasPrior(subject.model)) return { notApplicable: 'the loss leads codes to no prior' }
    const kind = await subject.codeKind()
    if (kind === 'sparse' || kind === 'quantised')
      return { notApplicable: `the prior of codes that are ${kind} is not the unit Gaussian` }
    const gaussian = subject.gaussian()
    const codes = gaussian === undefined ? await subject.codes() : samplesOf(gaussian, subject)
    const found = [...entryFindings(codes, mean, deviation), ...correlationFindings(codes, correlation)]
    if (found.length > 0) return found
    const some = firstPoints(codes)
    const gap = meanDiscrepancy(some, path(subject.seed, 'prior'))
    if (gap <= discrepancy) return []
    return [
      {
        severity: 'warning',
        where: 'code',
        expected: `a mean discrepancy to the prior up to ${discrepancy}`,
        found: `${short(gap)}, though the moments agree: the codes leave holes of the prior, or gather in clusters`,
        remedy,
      },
    ]
  },
})
