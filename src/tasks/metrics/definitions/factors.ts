import type { Factor, Points } from '../../../statistics/index.ts'
import {
  attributePredictability,
  dciOf,
  importances,
  informativeness as informativenessOf,
  mutualInformationGap,
  pointsOf,
  varyingFactors,
} from '../../../statistics/index.ts'
import { permutation } from '../../../random/index.ts'
import { select } from '../../../data/index.ts'
import type { Measured } from '../metric.ts'
import { defineMetric } from '../metric.ts'
import type { MetricSubject } from '../subject.ts'

interface CodesAndFactors {
  readonly codes: Points
  readonly factors: ReadonlyArray<Factor>
}

const chosen = (factor: Factor, rows: Uint32Array): Factor =>
  factor.kind === 'numbers'
    ? { ...factor, values: Float64Array.from(rows, (row) => factor.values[row] ?? 0) }
    : { ...factor, values: Array.from(rows, (row) => factor.values[row] ?? '') }

/** Codes of some rows with the factors that vary in them, or why there is nothing to compare. */
const given = async (
  { rows, factors = [], seed }: MetricSubject,
  most: number,
): Promise<CodesAndFactors | { readonly undefined: string }> => {
  const wrong = factors.find(({ values }) => values.length !== rows.rows.length)
  if (wrong !== undefined)
    return { undefined: `factor ${wrong.name} has ${wrong.values.length} values for ${rows.rows.length} rows` }
  const order = permutation(seed, rows.rows.length).slice(0, most).toSorted()
  const varying = varyingFactors(factors.map((factor) => chosen(factor, order)))
  if (varying.length === 0) return { undefined: 'no factor varies in these rows' }
  const codes = pointsOf(await rows.of(select(rows.rows, order)).codes())
  if (codes.width < 2) return { undefined: 'a code of one entry has nothing to separate' }
  return { codes, factors: varying }
}

const mean = (numbers: ReadonlyArray<number>): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

/** A figure of each factor, and their mean. */
const byFactor = async (
  subject: MetricSubject,
  compute: (codes: Points, factors: ReadonlyArray<Factor>) => ReadonlyArray<number>,
): Promise<Measured> => {
  const found = await given(subject, 10_000)
  if ('undefined' in found) return found
  const values = compute(found.codes, found.factors)
  return { value: mean(values), parts: Object.fromEntries(found.factors.map(({ name }, i) => [name, values[i] ?? 0])) }
}

/** The mutual information gap (Chen et al. 2018), a mean over the factors; entries in 20 bins. */
export const mig = defineMetric({
  name: 'mig',
  title: 'MIG',
  group: 'disentanglement',
  better: 'high',
  isQuick: true,
  needs: ['factors'],
  summary: 'MIG, mutual information gap: how much more one code entry says of a factor than any other.',
  compute: (subject) => byFactor(subject, mutualInformationGap),
})

/** The separated attribute predictability (Kumar et al. 2018), a mean over the factors. */
export const sap = defineMetric({
  name: 'sap',
  title: 'SAP',
  group: 'disentanglement',
  better: 'high',
  isQuick: true,
  needs: ['factors'],
  summary: 'SAP, separated attribute predictability: how much better one code entry predicts a factor than any other.',
  compute: (subject) => byFactor(subject, attributePredictability),
})

const dci = async (subject: MetricSubject, part: 'disentanglement' | 'completeness'): Promise<Measured> => {
  const found = await given(subject, 2000)
  if ('undefined' in found) return found
  const value = dciOf(importances(found.codes, found.factors))[part]
  return Number.isNaN(value) ? { undefined: 'no code entry predicts any factor' } : { value }
}

/** Disentanglement (Eastwood and Williams 2018), by the weights of L1-regularised linear regressions. */
export const disentanglement = defineMetric({
  name: 'disentanglement',
  title: 'DCI disentanglement',
  group: 'disentanglement',
  better: 'high',
  isQuick: true,
  needs: ['factors'],
  summary: 'DCI disentanglement: whether each code entry is of one factor alone.',
  compute: (subject) => dci(subject, 'disentanglement'),
})

/** Completeness (Eastwood and Williams 2018), by the weights of L1-regularised linear regressions. */
export const completeness = defineMetric({
  name: 'completeness',
  title: 'DCI completeness',
  group: 'disentanglement',
  better: 'high',
  isQuick: true,
  needs: ['factors'],
  summary: 'DCI completeness: whether each factor is in one code entry alone.',
  compute: (subject) => dci(subject, 'completeness'),
})

/** Informativeness (Eastwood and Williams 2018): R² of the linear regressions on rows that they were not fitted to. */
export const informativeness = defineMetric({
  name: 'informativeness',
  title: 'DCI informativeness',
  group: 'disentanglement',
  better: 'high',
  isQuick: true,
  needs: ['factors'],
  summary: 'DCI informativeness: how well the codes predict the factors, R² of linear regressions.',
  compute: (subject) => byFactor(subject, informativenessOf),
})
