import { counted } from '../../../codec/index.ts'
import { r2ByColumn } from '../errors.ts'
import { defineMetric } from '../metric.ts'

const meanOfKnown = (values: ReadonlyArray<number | undefined>): number => {
  const known = values.filter((value) => value !== undefined)
  return known.reduce((sum, value) => sum + value, 0) / known.length
}

/**
 * R² = 1 − Σ(x̂ − x)² / Σ(x − x̄)² of each column, the mean over the columns that vary: 1 perfect, 0 as good as the mean of
 * these rows, negative worse. It is that of scikit-learn's `r2_score` where all columns vary.
 */
export const r2 = defineMetric({
  name: 'r2',
  title: 'R²',
  group: 'reconstruction',
  better: 'high',
  isQuick: true,
  summary: 'R², coefficient of determination: the share of variance that is reconstructed, a mean over the columns.',
  compute: async (subject) => {
    const columns = r2ByColumn(await subject.compared())
    const constant = columns.filter((value) => value === undefined).length
    if (constant === columns.length) return { undefined: 'no column varies in these rows' }
    const pca = subject.besidePca()
    return {
      value: meanOfKnown(columns),
      ...(pca === undefined ? {} : { beside: { name: pca.name, value: meanOfKnown(r2ByColumn(pca)) } }),
      ...(constant === 0 ? {} : { note: `without ${counted(constant, 'constant column')}` }),
    }
  },
})
