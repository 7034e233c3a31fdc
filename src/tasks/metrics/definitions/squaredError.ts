import { defineMetric } from '../metric.ts'
import { ratioOf, rowSums } from '../errors.ts'

const square = (difference: number): number => difference ** 2

/** The mean over rows and known entries of (x̂ − x)², as the model sees rows. */
export const mse = defineMetric({
  name: 'mse',
  title: 'mean squared error',
  group: 'reconstruction',
  better: 'low',
  isQuick: true,
  summary: 'Mean squared error of the reconstruction, after preprocessing.',
  compute: async (subject) => {
    const rows = rowSums(await subject.compared(), square)
    const pca = subject.besidePca()
    const beside = pca === undefined ? {} : { beside: { name: pca.name, value: ratioOf(rowSums(pca, square)) } }
    return { value: ratioOf(rows), rows, ...beside }
  },
})

/** The mean over rows and known entries of |x̂ − x|, as the model sees rows. */
export const mae = defineMetric({
  name: 'mae',
  title: 'mean absolute error',
  group: 'reconstruction',
  better: 'low',
  isQuick: true,
  summary: 'Mean absolute error of the reconstruction, after preprocessing.',
  compute: async (subject) => {
    const rows = rowSums(await subject.compared(), Math.abs)
    const pca = subject.besidePca()
    const beside = pca === undefined ? {} : { beside: { name: pca.name, value: ratioOf(rowSums(pca, Math.abs)) } }
    return { value: ratioOf(rows), rows, ...beside }
  },
})
