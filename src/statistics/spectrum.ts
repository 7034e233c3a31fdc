import type { Dataset } from '../data/index.ts'
import { fitPca } from './pca.ts'
import { product } from '../tensor/shape.ts'

/** The variances along the principal components, the greatest first, as shares of the variance of all columns. */
export const varianceShares = (data: Dataset): Float64Array => {
  const width = product(data.sizes)
  const { mean, components } = fitPca(data, width)
  const variances = new Float64Array(components.length)
  let total = 0
  const centred = new Float64Array(width)
  for (let row = 0; row < data.length; row++) {
    for (let j = 0; j < width; j++) {
      centred[j] = (data.values[row * width + j] ?? 0) - (mean[j] ?? 0)
      total += (centred[j] ?? 0) ** 2
    }
    components.forEach((component, i) => {
      let along = 0
      for (let j = 0; j < width; j++) along += (component[j] ?? 0) * (centred[j] ?? 0)
      variances[i] = (variances[i] ?? 0) + along * along
    })
  }
  return variances.map((variance) => (total === 0 ? 0 : variance / total))
}

/** How many of the greatest shares it takes to reach a sum; all of them where they do not. */
export const countFor = (shares: Float64Array, sum: number): number => {
  let [reached, count] = [0, 0]
  // Shares add up to 1 but for rounding.
  while (count < shares.length && reached < sum - 1e-9) reached += shares[count++] ?? 0
  return count
}
