import type { Numbers } from '../../data/index.ts'
import type { Candidate, RowScores, OddRow } from './oddRow.ts'
import { changed, isNormal, tryAll } from './oddRow.ts'
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

/** The free columns that add most to the score of the row that was scored. */
const suspects = ({ free }: OddRow, { contributions }: RowScores): ReadonlyArray<number> =>
  free.toSorted((a, b) => (contributions[b] ?? 0) - (contributions[a] ?? 0)).slice(0, mostColumns)

/**
 * What the model would have in the place of each column alone: its reconstruction of it, put there and reconstructed again,
 * as the first reconstruction has still seen the odd value.
 */
const imputed = async (
  row: OddRow,
  values: Numbers,
  first: RowScores,
  columns: ReadonlyArray<number>,
): Promise<ReadonlyArray<number>> => {
  let found = columns.map((column) => valueOf(row, column, first.expected[column] ?? 0))
  for (let round = 1; round < rounds; round++) {
    const { expected } = await tryAll(
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

/** What was tried in one column. */
interface Line {
  readonly column: number
  /** Candidates with other values in the column, in their order. */
  readonly tried: ReadonlyArray<Candidate>
}

/** Candidates for values of columns, with those that there were before. */
const extended = async (
  row: OddRow,
  values: Numbers,
  lines: ReadonlyArray<Line>,
  more: (line: Line, at: number) => ReadonlyArray<number>,
): Promise<ReadonlyArray<Line>> => {
  const wanted = lines.map((line, at) => {
    const known = new Set([values[line.column], ...line.tried.map((one) => one.values[line.column])])
    return more(line, at).filter((value) => !known.has(value))
  })
  const all = lines.flatMap(({ column }, i) => (wanted[i] ?? []).map((value) => changed(values, [column, value])))
  const { candidates } = all.length === 0 ? { candidates: [] } : await tryAll(row, all)
  let at = 0
  return lines.map(({ column, tried }, i) => {
    const found = candidates.slice(at, (at += wanted[i]?.length ?? 0))
    const inOrder = (a: Candidate, b: Candidate): number => (a.values[column] ?? 0) - (b.values[column] ?? 0)
    return { column, tried: [...tried, ...found].toSorted(inOrder) }
  })
}

/** Values between the neighbours of the one of the lowest score: where the least of the score along a column lies. */
const around = (row: OddRow, { column, tried }: Line): ReadonlyArray<number> => {
  const best = least([...tried.keys()], (i) => tried[i]?.score ?? 0)
  if (best === undefined || row.limits[column]?.categories !== undefined) return []
  const value = (at: number): number | undefined => tried[at]?.values[column]
  const middle = value(best) ?? 0
  return [value(best - 1), value(best + 1)].flatMap((end) =>
    end === undefined ? [] : [0.25, 0.5, 0.75].map((t) => valueOf(row, column, middle + t * (end - middle))),
  )
}

/** The best change of one column more: of those that make the row normal the smallest, else the one of the lowest score. */
const bestChange = async (row: OddRow, values: Numbers, first: RowScores): Promise<Candidate | undefined> => {
  const columns = suspects(row, first)
  const models = await imputed(row, values, first, columns)
  const empty = columns.map((column): Line => ({ column, tried: [] }))
  let lines = await extended(row, values, empty, ({ column }, at) =>
    tries(row, column, values[column] ?? 0, models[at] ?? 0),
  )
  for (let round = 0; round < rounds; round++) {
    const normal = lines.flatMap(({ tried }) => tried.filter((candidate) => isNormal(row, candidate)))
    if (normal.length > 0) return least(normal, (candidate) => changeOf(row, candidate))
    lines = await extended(row, values, lines, (line) => around(row, line))
  }
  const all = lines.flatMap(({ tried }) => tried)
  const normal = all.filter((candidate) => isNormal(row, candidate))
  return least(normal, (candidate) => changeOf(row, candidate)) ?? least(all, ({ score }) => score)
}

/** All free columns as the model gives them, again and again: towards the rows that it reconstructs well. */
const projected = async (row: OddRow, start: Numbers): Promise<Candidate> => {
  let values = start
  let best: Candidate | undefined
  for (let round = 0; round < 2 * rounds; round++) {
    const { expected, candidates } = await tryAll(row, [values])
    best = least([...(best === undefined ? [] : [best]), ...candidates], ({ score }) => score)
    if (best !== undefined && isNormal(row, best)) return best
    values = changed(
      values,
      ...row.free.map((column) => [column, valueOf(row, column, expected[column] ?? 0)] as const),
    )
  }
  return best ?? { values: start, score: Number.POSITIVE_INFINITY, pValue: 0, surePValue: 0 }
}

/**
 * Changes one column after the other, each time the one that makes the row most normal, until it is normal or nothing helps;
 * then all columns at once. The candidate of the lowest score that was found, normal or not.
 */
export const replaced = async (row: OddRow): Promise<Candidate> => {
  let values: Numbers = row.original.values
  let best: Candidate | undefined
  for (let step = 0; step < 2 * row.free.length && step < 2 * mostColumns; step++) {
    const first = await tryAll(row, [values])
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
