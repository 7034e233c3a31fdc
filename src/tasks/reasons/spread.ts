import type { ColumnSchema, TargetRows } from '../../data/index.ts'
import { quantile } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product } from '../../tensor/shape.ts'

/** Whether a difference of two cells of a column means something. */
const isMeasured = (column: ColumnSchema | undefined): boolean =>
  column === undefined || column.kind === 'number' || column.kind === 'count' || column.kind === 'date'

/** The share of a normal distribution within one standard deviation. */
const within = 0.6827

/** √(Σ r² / N) */
const rootMeanSquare = (residuals: Float64Array): number =>
  Math.sqrt(residuals.reduce((sum, residual) => sum + residual * residual, 0) / residuals.length)

/** The distance within which 68 % of residuals lie; where most of them are 0, their root mean square. */
const spreadOf = (residuals: Float64Array): number => {
  if (residuals.length === 0) return 0
  const found = quantile(residuals.map(Math.abs).toSorted(), within)
  const spread = found > 0 ? found : rootMeanSquare(residuals)
  return Number.isFinite(spread) ? spread : 0
}

/**
 * How far the cells of each column lie from what a model expects of them, in the units of the data: 68 % of the known cells
 * are no further off, |xₙⱼ − x̂ₙⱼ|, which is the standard deviation where residuals are normal, and which a few odd rows do not
 * move. It is 0 for categories, yes or no and text, whose cells have no distances, and for columns without a known cell.
 */
export const residualSpread = (
  { sizes, values, mask, schema }: TargetRows,
  expected: Pick<HostTensor, 'data'>,
): Float64Array => {
  const width = product(sizes)
  return Float64Array.from({ length: width }, (_, column) => {
    if (!isMeasured(schema?.[column])) return 0
    const residuals: Array<number> = []
    for (let at = column; at < values.length; at += width)
      if (mask?.[at] !== 0) residuals.push((values[at] ?? 0) - (expected.data[at] ?? 0))
    return spreadOf(Float64Array.from(residuals))
  })
}
