import type { ColumnSummary, Suspicion } from './summary.ts'
import type { Cell, SampleColumns } from './sample.ts'

/** Columns of numbers that correlate more than this are copies of each other. */
const copied = 0.9999

/** So many columns are compared in pairs at most. */
const mostCompared = 300

/** A sample says little about fewer rows. */
const fewRows = 20

const ofOne = ({ schema, missing, cells, isConstant }: ColumnSummary): ReadonlyArray<Suspicion> => {
  const { name: column, kind } = schema
  if (kind === 'id')
    return [
      {
        column,
        kind: 'identifier',
        found: 'names the rows, so it is not learnt',
        remedy: `keep it with id: "${column}"`,
      },
    ]
  if (isConstant)
    return [
      { column, kind: 'constant', found: 'has one value only', remedy: `leave it out with exclude: ["${column}"]` },
    ]
  if (missing > cells / 2) {
    const share = `${Math.round((100 * missing) / cells)} % of its cells are missing`
    return [{ column, kind: 'missing', found: share, remedy: `leave it out with exclude: ["${column}"]` }]
  }
  if (kind === 'text')
    return [
      { column, kind: 'text', found: 'is free text, so it is not learnt', remedy: 'train a text model on it alone' },
    ]
  return []
}

/** A column with NaN where a cell is no number. */
const numbersOf = (cells: ReadonlyArray<Cell>): Float64Array =>
  Float64Array.from(cells, (cell) => (typeof cell === 'number' ? cell : Number.NaN))

/** Pearson's correlation of two columns over the rows in which both are known. */
const correlation = (a: Float64Array, b: Float64Array): number => {
  let [n, meanA, meanB, ab, aa, bb] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [dx, dy] = [(a[i] ?? Number.NaN) - meanA, (b[i] ?? Number.NaN) - meanB]
    if (Number.isNaN(dx + dy)) continue
    n++
    meanA += dx / n
    meanB += dy / n
    const share = (n - 1) / n
    ab += dx * dy * share
    aa += dx * dx * share
    bb += dy * dy * share
  }
  return n < fewRows || aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb)
}

/** Whether each value of one column goes with one value of the other, and there is more than one of both. */
const determines = (from: ReadonlyArray<Cell>, to: ReadonlyArray<Cell>): boolean => {
  const found = new Map<Cell, Cell>()
  for (let i = 0; i < from.length; i++) {
    const [key, value] = [from[i], to[i]]
    if (key === undefined || value === undefined) continue
    if (found.has(key) && found.get(key) !== value) return false
    found.set(key, value)
  }
  // Values that are seen once each determine anything.
  return new Set(found.values()).size > 1 && found.size <= from.length / 10
}

const pairsOf = <A>(all: ReadonlyArray<A>): ReadonlyArray<readonly [A, A]> =>
  all.flatMap((a, i) => all.slice(i + 1).map((b) => [a, b] as const))

const isNumeric = ({ schema: { kind } }: ColumnSummary): boolean => kind === 'number' || kind === 'count'
const isCategory = ({ schema: { kind } }: ColumnSummary): boolean => kind === 'category' || kind === 'binary'

/** Columns that say the same as an earlier one. */
const copies = (columns: ReadonlyArray<ColumnSummary>, sample: SampleColumns): ReadonlyArray<Suspicion> => {
  const compare = <C>(
    of: (column: ColumnSummary) => boolean,
    cellsOf: (cells: ReadonlyArray<Cell>) => C,
    isCopy: (a: C, b: C) => boolean,
    found: (name: string) => string,
  ): ReadonlyArray<Suspicion> => {
    const compared = columns.filter((column) => of(column) && !column.isConstant).slice(0, mostCompared)
    const all = compared.map(({ schema: { name } }) => ({ name, cells: cellsOf(sample.get(name) ?? []) }))
    return pairsOf(all).flatMap(([a, b]) =>
      isCopy(a.cells, b.cells)
        ? [
            {
              column: b.name,
              kind: 'copy' as const,
              found: found(a.name),
              remedy: `leave one of the two out with exclude: ["${b.name}"]`,
            },
          ]
        : [],
    )
  }
  return [
    ...compare(
      isNumeric,
      numbersOf,
      (a, b) => Math.abs(correlation(a, b)) > copied,
      (name) => `is the column "${name}" on another scale`,
    ),
    ...compare(
      isCategory,
      (cells) => cells,
      (a, b) => determines(a, b) && determines(b, a),
      (name) => `is the column "${name}" in other words`,
    ),
  ]
}

/** Columns that alone determine the label. */
const leaks = (
  columns: ReadonlyArray<ColumnSummary>,
  sample: SampleColumns,
  label: string | undefined,
): ReadonlyArray<Suspicion> => {
  const labels = label === undefined ? undefined : sample.get(label)
  if (labels === undefined) return []
  return columns.flatMap(({ schema: { name } }) =>
    name !== label && determines(sample.get(name) ?? [], labels)
      ? [
          {
            column: name,
            kind: 'leak' as const,
            found: `determines the label "${label}"`,
            remedy: `leave it out with exclude: ["${name}"] if it is not known before the label is`,
          },
        ]
      : [],
  )
}

/** What is odd about the columns of a table, by their summaries and a sample of the rows. */
export const suspicions = (
  columns: ReadonlyArray<ColumnSummary>,
  sample: SampleColumns,
  label?: string,
): ReadonlyArray<Suspicion> => [
  ...columns.flatMap(ofOne),
  ...leaks(columns, sample, label),
  ...copies(
    columns.filter(({ schema: { name } }) => name !== label),
    sample,
  ),
]
