import type { Cell } from '../reasons/index.ts'
import type { Numbers, RawDataset } from '../../data/index.ts'
import { between, cellOf, select, shortNumber } from '../../data/index.ts'
import type { Candidate, RowScorer, OddRow } from './oddRow.ts'
import { changedColumns, isNormal, tryAll } from './oddRow.ts'
import type { Limits } from './limits.ts'
import { replaced } from './replace.ts'
import { shrunk } from './shrink.ts'

/** One cell that was changed. */
export interface Change {
  readonly column: string
  readonly from: Cell
  readonly to: Cell
}

/** How odd a row is. */
export interface Oddness {
  readonly score: number
  readonly pValue: number
}

/** What became of an odd row. */
export interface Repair {
  /** Its number among the rows, from 0. */
  readonly row: number
  readonly before: Oddness
  /** Of the repaired row; where there is none, of the most normal one that was tried. */
  readonly after: Oddness
  /** None where it was not repaired. */
  readonly changes: ReadonlyArray<Change>
  /** Why it was not repaired. */
  readonly failed?: string
}

/** Rows in which odd ones are repaired, and what was done. */
export interface Repaired {
  /** All rows, in the units of the data: odd ones as they were repaired, or as they were where they could not be. */
  readonly rows: RawDataset
  readonly repairs: ReadonlyArray<Repair>
}

const oddnessOf = ({ score, pValue }: Candidate): Oddness => ({ score, pValue })

const changesOf = (row: OddRow, values: Numbers): ReadonlyArray<Change> => {
  const { original, limits } = row
  return changedColumns(row, values).map((column) => ({
    column: limits[column]?.column ?? String(column),
    from: cellOf(original.schema?.[column], shortNumber(original.values[column] ?? Number.NaN)),
    to: cellOf(original.schema?.[column], shortNumber(values[column] ?? Number.NaN)),
  }))
}

/** Why a row cannot be made normal. */
const failure = ({ free, alpha }: OddRow, { pValue }: Candidate): string =>
  free.length === 0
    ? 'no column may be changed'
    : `no change of its free columns was found that makes it normal: the p-value came to ${pValue.toPrecision(3)}, not above ${alpha}`

/** A repaired row, with its values; without them where it could not be repaired. */
interface Attempt {
  readonly repair: Repair
  readonly values?: Numbers
}

/** What the model says of values that are scored alone, as a user would score them. */
const alone = async (row: OddRow, values: Numbers): Promise<Candidate> => {
  const { candidates } = await tryAll(row, [values])
  return candidates[0] ?? { values, score: Number.NaN, pValue: 0, surePValue: 0 }
}

const attempt = async (row: OddRow, at: number, before: Oddness): Promise<Attempt> => {
  const found = row.free.length === 0 ? await alone(row, row.original.values) : await replaced(row)
  if (!isNormal(row, found))
    return { repair: { row: at, before, after: oddnessOf(found), changes: [], failed: failure(row, found) } }
  const small = await shrunk(row, found)
  // Engines round otherwise in batches of another size: the last word has the row alone.
  const after = await alone(row, small.values)
  const sure = after.pValue > row.alpha ? after : await alone(row, found.values)
  if (sure.pValue <= row.alpha)
    return { repair: { row: at, before, after: oddnessOf(sure), changes: [], failed: failure(row, sure) } }
  return {
    repair: { row: at, before, after: oddnessOf(sure), changes: changesOf(row, sure.values) },
    values: sure.values,
  }
}

/** The columns of a row that may be changed: the free ones with a known cell. */
const freeIn = ({ mask }: RawDataset, limits: ReadonlyArray<Limits>): ReadonlyArray<number> =>
  [...limits.keys()].filter((column) => limits[column]?.isFree === true && mask?.[column] !== 0)

/**
 * Makes odd rows normal, those with a p-value of at most alpha, by the smallest change that was found: greedily one column
 * after the other, then each change as small as the row stays normal. This is a counterfactual explanation in the sense of
 * Wachter, Mittelstadt and Russell (2017), found without gradients, so that any model and score will do. A column outside of
 * its bounds is brought within them only if it is changed. Missing cells stay missing.
 */
export const repairRows = async (
  rows: RawDataset,
  scoreRows: RowScorer,
  limits: ReadonlyArray<Limits>,
  alpha: number,
  onRow?: (done: number, odd: number) => void,
): Promise<Repaired> => {
  const { scores, pValues } = await scoreRows(rows)
  const odd = Array.from({ length: rows.length }, (_, row) => row).filter((row) => (pValues[row] ?? 0) <= alpha)
  const mended = select(
    rows,
    Uint32Array.from({ length: rows.length }, (_, row) => row),
  )
  const repairs: Array<Repair> = []
  for (const at of odd) {
    const original = between(rows, at, at + 1)
    const row: OddRow = { original, limits, free: freeIn(original, limits), scoreRows, alpha }
    const before = { score: scores[at] ?? Number.NaN, pValue: pValues[at] ?? 0 }
    const { repair, values } = await attempt(row, at, before)
    if (values !== undefined) mended.values.set(values, at * values.length)
    repairs.push(repair)
    onRow?.(repairs.length, odd.length)
  }
  return { rows: mended, repairs }
}
