import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { array, boolean, failure, integer, number, struct } from '../../codec/index.ts'
import type { ColumnSchema } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Block, TrainingRows, Transform } from '../block.ts'
import { selected, selectionFields } from '../select.ts'
import { quantileOf, sorted } from '../statistics.ts'
import { defineStep } from '../step.ts'
import { appendColumns, dropColumns } from '../widen.ts'

const settingsCodec = struct(
  {},
  {
    /** What the counts of every row sum to; the median of the training rows by default. */
    target: number({ exclusiveMinimum: 0 }),
    /** Whether a further column keeps what a row was divided by; true by default. */
    factor: boolean,
    ...selectionFields,
  },
)

const fittedCodec = struct(
  { target: number({ exclusiveMinimum: 0 }), factor: boolean, width: integer({ minimum: 0 }) },
  { columns: array(integer({ minimum: 0 })) },
)

type FittedCounts = TypeOf<typeof fittedCodec>

/** The sums of the known counts of each row. */
const totalsOf = (
  { values, length }: Block,
  width: number,
  columns: ReadonlyArray<number> | undefined,
): Float64Array => {
  const count = columns?.length ?? width
  return new Float64Array(length).map((_, row) => {
    let sum = 0
    for (let i = 0; i < count; i++) {
      const value = values[row * width + (columns?.[i] ?? i)] ?? 0
      if (!Number.isNaN(value)) sum += value
    }
    return sum
  })
}

const medianTotal = (rows: TrainingRows, columns: ReadonlyArray<number>): number => {
  const totals = Array.from(rows.blocks(), (block) => [...totalsOf(block, product(rows.sizes), columns)]).flat()
  const median = quantileOf(sorted(Float64Array.from(totals.filter((total) => total > 0))), 0.5)
  return median > 0 ? median : 1
}

/** Multiplies the counts of each row by a number for the row. */
const scaled = (rows: Block, width: number, { columns }: FittedCounts, by: (row: number) => number): Block => {
  const values = Float64Array.from(rows.values)
  const wide = product(rows.sizes)
  const count = columns?.length ?? width
  for (let row = 0; row < rows.length; row++) {
    const factor = by(row)
    for (let i = 0; i < count; i++) {
      const at = row * wide + (columns?.[i] ?? i)
      values[at] = (values[at] ?? 0) * factor
    }
  }
  return { ...rows, values }
}

const negative = ({ columns, width }: FittedCounts, { values }: Block) => {
  const isCount = columns === undefined ? undefined : new Set(columns)
  for (let at = 0; at < values.length; at++)
    if ((values[at] ?? 0) < 0 && (isCount?.has(at % width) ?? true))
      return {
        at,
        expected: 'a count, which is not negative',
        found: String(values[at]),
        remedy: 'name the columns of counts: columns: […]',
      }
  return undefined
}

const factorColumn: ColumnSchema = { kind: 'number', name: 'size factor' }

const countsTransform = (fitted: FittedCounts): Transform => {
  const { target, factor, width, columns } = fitted
  /** Rows without counts stay as they are. */
  const factorsOf = (rows: Block): Float64Array =>
    totalsOf(rows, width, columns).map((sum) => (sum > 0 ? sum / target : 1))
  return {
    layout: (before, where) =>
      product(before.sizes) === width
        ? appendColumns.layout(before, where, factor ? [factorColumn] : [])
        : failure({ fault: 'wrong length', where, expected: `${width} columns`, found: `${product(before.sizes)}` }),
    forward: (rows) => {
      const factors = factorsOf(rows)
      const counts = scaled(rows, width, fitted, (row) => 1 / (factors[row] ?? 1))
      return appendColumns.forward(counts, factor ? 1 : 0, (row) => factors[row] ?? 1)
    },
    inverse: (rows) => {
      if (!factor) return rows
      const counts = scaled(rows, width, fitted, (row) => rows.values[row * (width + 1) + width] ?? 1)
      return dropColumns(counts, 1)
    },
    refuses: (rows) => negative(fitted, rows),
  }
}

/**
 * Counts of every row divided by the size factor of the row, its sum over `target`, so that all rows have the same sum: rows of
 * cells or documents differ in depth. A further column, `size factor`, keeps it, so that the inverse gives the counts
 * back; with `factor: false` the inverse leaves normalised counts. Then `log1p` makes the recipe of scanpy.
 */
export const normaliseCounts = defineStep({
  name: 'normaliseCounts',
  summary:
    'Library size normalisation: the counts of every row to the same sum, with the size factor as a further column.',
  codec: settingsCodec,
  example: { target: 10_000 },
  takes: ['count'],
  fitted: fittedCodec,
  fit: ({ target, factor = true, ...selection }, rows, where) =>
    pipe(
      rows.schema === undefined && selection.columns === undefined
        ? Either.right(Array.from({ length: product(rows.sizes) }, (_, at) => at))
        : selected(where, rows, selection, ['count']),
      Either.map((columns) => ({
        target: target ?? medianTotal(rows, columns),
        factor: factor && columns.length > 0,
        width: product(rows.sizes),
        ...present({ columns: columns.length === product(rows.sizes) ? undefined : columns }),
      })),
    ),
  transform: countsTransform,
})
