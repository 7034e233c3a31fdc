import type { Numbers } from '../../data/index.ts'
import type { Candidate, OddRow } from './oddRow.ts'
import { changed, changedColumns, isNormal, tryAll } from './oddRow.ts'
import { allowed } from './limits.ts'

/** A change is divided into so many parts, at most so many times, until one is this share of it. */
const [parts, times, precision] = [16, 12, 2 ** -12]

/** Takes back one change after the other, each time the one that leaves the row most normal, while the row stays normal. */
const withoutSpare = async (row: OddRow, candidate: Candidate): Promise<Candidate> => {
  const columns = changedColumns(row, candidate.values)
  if (columns.length < 2) return candidate
  const { candidates } = await tryAll(
    row,
    columns.map((column) => changed(candidate.values, [column, row.original.values[column] ?? 0])),
  )
  const [best] = candidates.filter((one) => isNormal(row, one)).toSorted((a, b) => a.score - b.score)
  return best === undefined ? candidate : withoutSpare(row, best)
}

/** The different allowed values on the way from one to another, without the first. */
const between = (row: OddRow, column: number, from: number, to: number): ReadonlyArray<number> => {
  const limit = row.limits[column]
  if (limit === undefined) return [to]
  const steps = Array.from({ length: parts }, (_, i) => {
    const value = from + ((i + 1) / parts) * (to - from)
    // The original value may lie outside of the bounds; what is on the way may then too, but no further than there.
    return i === parts - 1 ? to : allowed(limit, value, row.original.values instanceof Float32Array)
  })
  return [...new Set(steps)].filter((value) => value !== from)
}

/** The change of one column as small as the row stays normal: the part of it in which that begins, again and again. */
const narrowed = async (row: OddRow, candidate: Candidate, column: number): Promise<Candidate> => {
  if (row.limits[column]?.categories !== undefined) return candidate
  const start = row.original.values[column] ?? 0
  let [from, best] = [start, candidate]
  for (let time = 0; time < times; time++) {
    const now = best.values[column] ?? 0
    if (Math.abs(now - from) <= precision * Math.abs(now - start)) break
    const values = between(row, column, from, now)
    if (values.length < 2) break
    const tried = values.map((value): Numbers => changed(best.values, [column, value]))
    const { candidates } = await tryAll(row, tried)
    const at = candidates.findIndex((one) => isNormal(row, one))
    const found = candidates[at]
    if (found === undefined) break
    from = values[at - 1] ?? from
    best = found
  }
  return best
}

/**
 * The least of a change that makes a row normal: no column is changed that need not be, and none further than to 1/4096 of its
 * change, one after the other.
 */
export const shrunk = async (row: OddRow, candidate: Candidate): Promise<Candidate> => {
  let best = await withoutSpare(row, candidate)
  for (const column of changedColumns(row, best.values)) best = await narrowed(row, best, column)
  return withoutSpare(row, best)
}
