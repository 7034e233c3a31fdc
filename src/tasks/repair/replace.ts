import type { Numbers } from '../../data/index.ts'
import type { Candidate, Judged, OddRow } from './judge.ts'
import { changed, isNormal, judgeAll } from './judge.ts'
import { allowed, changeIn } from './limits.ts'

/** So many columns are tried at a step, those of greatest contribution, and so many categories of a column. */
const [mostColumns, mostCategories] = [16, 64]
/** How often the model's value for a column is put in its place and the model asked again. */
const rounds = 3
/** How far to go from the value of a column to what the model gives for it. */
const fractions = [0.25, 0.5, 0.75, 1, 1.5]
/** How many values are tried between the bounds of a column. */
const gridLength = 9

const valueOf = ({ limits, original }: OddRow, column: number, value: number): number => {
  const limit = limits[column]
  return limit === undefined ? value : allowed(limit, value, original.values instanceof Float32Array)
}

/** The free columns that add most to the score of the first judged row. */
const suspects = ({ free }: OddRow, { contributions }: Judged): ReadonlyArray<number> =>
  free.toSorted((a, b) => (contributions[b] ?? 0) - (contributions[a] ?? 0)).slice(0, mostColumns)

/**
 * What the model would have in the place of each column alone: its reconstruction of it, put there and reconstructed again,
 * as the first reconstruction has still seen the odd value.
 */
const imputed = async (
  row: OddRow,
  values: Numbers,
  first: Judged,
  columns: ReadonlyArray<number>,
): Promise<ReadonlyArray<number>> => {
  let found = columns.map((column) => valueOf(row, column, first.expected[column] ?? 0))
  for (let round = 1; round < rounds; round++) {
    const { expected } = await judgeAll(
      row,
      columns.map((column, i) => changed(values, [column, found[i] ?? 0])),
    )
    found = columns.map((column, i) => valueOf(row, column, expected[i * values.length + column] ?? 0))
  }
  return found
}

/** The values that are tried in a column: all categories; or numbers on the way to the model's, and between its bounds. */
const tries = (row: OddRow, column: number, from: number, to: number): ReadonlyArray<number> => {
  const limit = row.limits[column]
  if (limit === undefined) return []
  if (limit.categories !== undefined)
    return Array.from({ length: Math.min(limit.categories, mostCategories) }, (_, i) => i)
  const { least, greatest } = limit
  const grid = Number.isFinite(greatest - least)
    ? Array.from({ length: gridLength }, (_, i) => least + ((greatest - least) * i) / (gridLength - 1))
    : []
  const values = [...fractions.map((t) => from + t * (to - from)), ...grid]
  return [...new Set(values.map((value) => valueOf(row, column, value)))]
}

/** How much a candidate changes of the row as it was, in units of what is small in each column. */
const changeOf = ({ limits, original, free }: OddRow, { values }: Candidate): number =>
  free.reduce((sum, column) => {
    const limit = limits[column]
    return limit === undefined ? sum : sum + changeIn(limit, original.values[column] ?? 0, values[column] ?? 0)
  }, 0)

const least = <A>(items: ReadonlyArray<A>, by: (item: A) => number): A | undefined =>
  items.reduce<A | undefined>((best, item) => (best === undefined || by(item) < by(best) ? item : best), undefined)

/** The best change of one column more: of those that make the row normal the smallest, else the one of the lowest score. */
const bestChange = async (row: OddRow, values: Numbers, first: Judged): Promise<Candidate | undefined> => {
  const columns = suspects(row, first)
  const models = await imputed(row, values, first, columns)
  const tried = columns.flatMap((column, i) =>
    tries(row, column, values[column] ?? 0, models[i] ?? 0)
      .filter((value) => value !== values[column])
      .map((value) => changed(values, [column, value])),
  )
  if (tried.length === 0) return undefined
  const { candidates } = await judgeAll(row, tried)
  const normal = candidates.filter((candidate) => isNormal(row, candidate))
  return least(normal, (candidate) => changeOf(row, candidate)) ?? least(candidates, ({ score }) => score)
}

/** All free columns as the model gives them, again and again: towards the rows that it reconstructs well. */
const projected = async (row: OddRow, start: Numbers): Promise<Candidate> => {
  let values = start
  let best: Candidate | undefined
  for (let round = 0; round < 2 * rounds; round++) {
    const { expected, candidates } = await judgeAll(row, [values])
    best = least([...(best === undefined ? [] : [best]), ...candidates], ({ score }) => score)
    if (best !== undefined && isNormal(row, best)) return best
    values = changed(
      values,
      ...row.free.map((column) => [column, valueOf(row, column, expected[column] ?? 0)] as const),
    )
  }
  return best ?? { values: start, score: Number.POSITIVE_INFINITY, pValue: 0 }
}

/**
 * Changes one column after the other, each time the one that makes the row most normal, until it is normal or nothing helps;
 * then all columns at once. The candidate of the lowest score that was found, normal or not.
 */
export const replaced = async (row: OddRow): Promise<Candidate> => {
  let values: Numbers = row.original.values
  let best: Candidate | undefined
  for (let step = 0; step < 2 * row.free.length && step < 2 * mostColumns; step++) {
    const first = await judgeAll(row, [values])
    const next = await bestChange(row, values, first)
    const now = first.candidates[0]
    if (next === undefined || now === undefined || (!isNormal(row, next) && next.score >= now.score)) break
    if (isNormal(row, next)) return next
    best = next
    values = next.values
  }
  const all = await projected(row, row.original.values)
  return best === undefined || isNormal(row, all) || all.score < best.score ? all : best
}
