import type { Dataset, RawDataset } from '../data/index.ts'
import { select, targetRows } from '../data/index.ts'
import type { Session } from '../engines/index.ts'
import type { Registry } from '../format/index.ts'
import { residualSpread } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { infer } from '../training/index.ts'
import type { Origins } from './modelUnits.ts'
import { comparedSizes, originsOf, unitsOf } from './modelUnits.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Residuals are taken of at most so many rows, evenly spaced, and at most so many numbers. */
const [mostRows, mostNumbers] = [4096, 2 ** 23]

/** At most so many rows, evenly spaced among all. */
const evenly = (rows: Dataset): Dataset => {
  const count = Math.min(rows.length, mostRows, Math.max(64, Math.floor(mostNumbers / product(rows.sizes))))
  if (count === rows.length) return rows
  return select(
    rows,
    Array.from({ length: count }, (_, i) => Math.floor((i * rows.length) / count)),
  )
}

/** Which cells are known, by the masks of the entries that are made of them; nothing where all are, or where that is not told. */
const cellMask = (
  { mask, length, sizes }: Pick<RawDataset, 'mask' | 'length' | 'sizes'>,
  origins: Origins | undefined,
): Float32Array | undefined => {
  if (mask === undefined || origins === undefined) return undefined
  const width = product(sizes)
  const known = new Float32Array(length * origins.columns).fill(1)
  for (let at = 0; at < mask.length; at++)
    if (mask[at] === 0) known[Math.floor(at / width) * origins.columns + (origins.of[at % width] ?? 0)] = 0
  return known
}

/**
 * How far rows lie from what a model gives for them, column by column in the units of the data; undefined where what it
 * gives has other columns than the data. `rows` are as the model sees them.
 */
export const spreadOf = async (
  registry: Registry,
  trained: TrainedModel,
  session: Session,
  rows: Dataset,
): Promise<Float64Array | undefined> => {
  const some = evenly(rows)
  const target = targetRows(some)
  const inUnits = unitsOf(registry, trained)
  const values = inUnits({ shape: [some.length, ...target.sizes], data: target.values }, some.length)
  const columns = product(comparedSizes(trained.model, trained.preprocessing))
  if (values.columns !== undefined || product(values.shape.slice(1)) !== columns) return undefined
  const expected = inUnits(await infer(session, 'reconstruct', trained.weights, some), some.length)
  const { fittedTarget } = trained.preprocessing
  const schema = fittedTarget === undefined ? trained.schema : undefined
  const mask = cellMask(target, originsOf(registry, trained))
  return residualSpread({ sizes: [columns], values: values.data, ...present({ schema, mask }) }, expected)
}
