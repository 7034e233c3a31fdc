import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, TypeOf } from '../../codec/index.ts'
import { array, boolean, choice, failure, integer, number, refine, struct } from '../../codec/index.ts'
import type { ColumnSchema } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Block, Layout, TrainingRows, Transform } from '../block.ts'
import { columnsOf, columnsWithGaps } from '../columnValues.ts'
import { meansOf } from '../moments.ts'
import { appendColumns, dropColumns } from '../widen.ts'
import { selected, selectionFields } from '../select.ts'
import { mostFrequent, quantileOf, sorted } from '../statistics.ts'
import { defineStep } from '../step.ts'

const settingsCodec = refine(
  struct(
    {},
    {
      strategy: choice('mean', 'median', 'mostFrequent', 'constant'),
      /** Of the strategy `constant`. */
      value: number(),
      /** Whether columns of 0 and 1 follow the others that say where an entry was missing. */
      indicator: boolean,
      ...selectionFields,
    },
  ),
  ({ strategy, value }) =>
    (strategy === 'constant') === (value !== undefined)
      ? undefined
      : {
          fault: 'missing key',
          expected: 'a value exactly if the strategy is "constant"',
          found: value === undefined ? 'none' : String(value),
        },
)

type Settings = TypeOf<typeof settingsCodec>

const position = integer({ minimum: 0 })

const fittedCodec = struct({ values: array(number()) }, { columns: array(position), indicators: array(position) })

type FittedImpute = TypeOf<typeof fittedCodec>

/** Whether a column has a mean: categories and yes/no get what is most frequent instead. */
const hasMean = ({ schema }: Layout, at: number): boolean => !['category', 'binary'].includes(schema?.[at]?.kind ?? '')

/** What is put into the columns at these positions. */
const valuesFor = (
  { strategy = 'mean', value = 0 }: Settings,
  rows: TrainingRows,
  columns: ReadonlyArray<number>,
): ReadonlyArray<number> => {
  if (strategy === 'constant') return columns.map(() => value)
  const ordered = columns.filter((at) => strategy === 'mostFrequent' || !hasMean(rows, at))
  const others = columns.filter((at) => !ordered.includes(at))
  const middles =
    strategy === 'mean'
      ? meansOf(rows, others)
      : Array.from(columnsOf(rows, others), (known) => quantileOf(sorted(known), 0.5))
  const found = new Map([
    ...Array.from(columnsOf(rows, ordered), (known, i) => [ordered[i] ?? 0, mostFrequent(known)] as const),
    ...others.map((at, i) => [at, middles[i] ?? 0] as const),
  ])
  return columns.map((at) => found.get(at) ?? 0)
}

const fitImpute = (settings: Settings, rows: TrainingRows, columns: ReadonlyArray<number>): FittedImpute => {
  const gaps = settings.indicator === true ? columnsWithGaps(rows, columns) : []
  return {
    values: valuesFor(settings, rows, columns),
    ...present({
      columns: columns.length === product(rows.sizes) ? undefined : columns,
      indicators: gaps.length > 0 ? gaps : undefined,
    }),
  }
}

/** The entries that are missing still, filled in. */
const filled = (rows: Block, { values, columns }: FittedImpute): Block => {
  if (rows.mask === undefined) return rows
  const width = product(rows.sizes)
  const out = Float64Array.from(rows.values)
  for (let start = 0; start < out.length; start += width)
    for (const [i, value] of values.entries()) {
      const at = start + (columns?.[i] ?? i)
      if (Number.isNaN(out[at])) out[at] = value
    }
  return { ...rows, values: out }
}

const isMissing = ({ mask }: Block, at: number): number => (mask?.[at] === 0 ? 1 : 0)

const indicatorNames = ({ columns, schema }: Layout, indicators: ReadonlyArray<number>): ReadonlyArray<ColumnSchema> =>
  indicators.map((at) => ({
    kind: 'binary',
    name: `${schema?.[at]?.name ?? columns?.[at] ?? at + 1} missing`,
    values: ['no', 'yes'],
  }))

const imputeTransform = (fitted: FittedImpute): Transform => {
  const { values, columns, indicators = [] } = fitted
  return {
    layout: (before, where): Fallible<Layout> => {
      const width = product(before.sizes)
      const isFor = columns?.length ?? width
      if (values.length !== isFor || Math.max(-1, ...(columns ?? []), ...indicators) >= width)
        return failure({ fault: 'wrong length', where, expected: `${isFor} columns`, found: `${values.length} values` })
      return appendColumns.layout(before, where, indicatorNames(before, indicators))
    },
    forward: (rows) =>
      appendColumns.forward(filled(rows, fitted), indicators.length, (row, i) =>
        isMissing(rows, row * product(rows.sizes) + (indicators[i] ?? 0)),
      ),
    inverse: (rows) => dropColumns(rows, indicators.length),
  }
}

/**
 * Fills missing cells in with the mean (by default), the median or the most frequent value of the known training cells, or
 * with a constant; categories and yes/no get their most frequent value. The mask stays, so that a filled cell does not count in the loss. With
 * `indicator` further columns, one for each column with missing training cells, say where one was missing. A list of
 * steps ends in `impute` with the mean even where it does not say so. Its inverse drops the indicators.
 */
export const impute = defineStep({
  name: 'impute',
  summary:
    'Imputation: missing cells enter as the mean, median or most frequent value of the training rows, or a constant; they stay out of the loss.',
  codec: settingsCodec,
  example: { strategy: 'median', indicator: true },
  takes: ['number', 'count', 'category', 'binary', 'date', 'text', 'id'],
  fitted: fittedCodec,
  fit: (settings, rows, where) =>
    pipe(
      selected(where, rows, settings, ['number', 'count', 'category', 'binary', 'date', 'text', 'id']),
      Either.map((columns) => fitImpute(settings, rows, columns)),
    ),
  transform: imputeTransform,
})
