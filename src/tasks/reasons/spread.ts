import type { ColumnSchema, TargetRows } from '../../data/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product } from '../../tensor/shape.ts'

/** Whether a difference of two cells of a column means something. */
const isMeasured = (column: ColumnSchema | undefined): boolean =>
  column === undefined || column.kind === 'number' || column.kind === 'count' || column.kind === 'date'

/**
 * How far the cells of each column lie from what a model expects of them, in the units of the data: the root of the mean
 * squared residual over the known cells, √(Σₙ (xₙⱼ − x̂ₙⱼ)² / N). It is 0 for categories, yes or no and text, whose cells
 * have no distances, and for columns without a known cell.
 */
export const residualSpread = (
  { sizes, values, mask, schema }: TargetRows,
  expected: Pick<HostTensor, 'data'>,
): Float64Array => {
  const width = product(sizes)
  const [sums, counts] = [new Float64Array(width), new Float64Array(width)]
  for (let at = 0; at < values.length; at++) {
    if (mask?.[at] === 0) continue
    const column = at % width
    const residual = (values[at] ?? 0) - (expected.data[at] ?? 0)
    sums[column] = (sums[column] ?? 0) + residual * residual
    counts[column] = (counts[column] ?? 0) + 1
  }
  return sums.map((sum, j) => {
    const spread = isMeasured(schema?.[j]) && counts[j] !== 0 ? Math.sqrt(sum / (counts[j] ?? 1)) : 0
    return Number.isFinite(spread) ? spread : 0
  })
}
