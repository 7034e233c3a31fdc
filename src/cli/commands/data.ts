import Table from 'cli-table3'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted, grouped } from '../../codec/index.ts'
import type { ColumnSummary, DataSummary, TableSummary, TensorSummary } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { library } from '../../format/index.ts'
import type { DataReport } from '../../node/summariseData.ts'
import { summariseFileTask } from '../../node/summariseData.ts'
import { drawShape, product } from '../../tensor/shape.ts'
import { fileOptions, settingsOf } from '../fileOptions.ts'
import type { FileValues } from '../fileOptions.ts'
import { command, json } from '../parser.ts'
import type { Output } from '../terminal.ts'

interface Values extends FileValues {
  readonly json: boolean
}

/** A number as people read it, with at most five digits that say something. */
const short = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return ''
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped(value)
  return String(Number(value.toPrecision(5)))
}

const dateOf = (seconds: number | undefined): string =>
  seconds === undefined ? '' : new Date(seconds * 1000).toISOString().slice(0, 10)

const longestValue = 18

const cut = (text: string): string => (text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text)

/** The values that are seen most, with their counts. */
const examples = ({ frequent }: ColumnSummary): string =>
  frequent
    .slice(0, 3)
    .map(([value, count]) => `${cut(value)} (${grouped(count)})`)
    .join(', ')

const rangeOf = ({ schema, least, greatest, mean }: ColumnSummary): readonly [string, string, string] =>
  schema.kind === 'date' ? [dateOf(least), '', dateOf(greatest)] : [short(least), short(mean), short(greatest)]

const columnTable = (columns: ReadonlyArray<ColumnSummary>): string => {
  const drawn = new Table({
    head: ['column', 'kind', 'missing', 'different', 'least', 'mean', 'greatest', 'most frequent'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const column of columns) {
    const { schema, missing, different } = column
    const counts = [missing === 0 ? '' : grouped(missing), different === undefined ? 'many' : grouped(different)]
    drawn.push([schema.name, schema.kind, ...counts, ...rangeOf(column), examples(column)])
  }
  return drawn.toString()
}

/** So many columns are listed one by one; of wider tables only the first. */
const mostColumns = 60

const duplicateLines = (duplicates: number | undefined): ReadonlyArray<string> =>
  duplicates === undefined || duplicates === 0
    ? []
    : [`${counted(duplicates, 'row')} ${duplicates === 1 ? 'repeats' : 'repeat'} an earlier one`]

const tableLines = ({ columns, duplicates, suspicions }: TableSummary): ReadonlyArray<string> => [
  columnTable(columns.slice(0, mostColumns)),
  ...(columns.length > mostColumns
    ? [`… and ${counted(columns.length - mostColumns, 'column')} more (--json has all)`]
    : []),
  ...duplicateLines(duplicates),
  ...(suspicions.length === 0 ? [] : ['look at these columns:']),
  ...suspicions.map(({ column, found, remedy }) => `  "${column}" ${found}: ${remedy}`),
]

const tensorLines = (summary: TensorSummary): ReadonlyArray<string> => {
  const { sizes, missing, zeros, least, greatest, mean, deviation, constants, duplicates, labels } = summary
  const entries = product(sizes)
  return [
    `entries from ${short(least)} to ${short(greatest)}, mean ${short(mean)}, standard deviation ${short(deviation)}`,
    `${(100 * zeros).toFixed(1)} % of the entries are 0; ${grouped(constants)} of the ${counted(entries, 'entry', 'entries')} of a row are the same in all rows`,
    ...(missing === 0 ? [] : [counted(missing, 'missing entry', 'missing entries')]),
    ...duplicateLines(duplicates),
    ...(labels.length === 0
      ? []
      : [
          `${counted(labels.length, 'label')}: ${labels
            .slice(0, 10)
            .map(([label, count]) => `${cut(label)} (${grouped(count)})`)
            .join(', ')}${labels.length > 10 ? ', …' : ''}`,
        ]),
  ]
}

const headLine = (name: string, source: string, summary: DataSummary): string => {
  const row = summary.kind === 'table' ? counted(summary.columns.length, 'column') : drawShape(summary.sizes)
  return `${name}: ${counted(summary.rows, 'row')} of ${row}, read as ${source}`
}

const outputOf = (name: string, { source, summary, notices }: DataReport): Output => ({
  lines: [
    headLine(name, source.source, summary),
    ...notices.map((notice) => `  ${notice}`),
    ...(summary.kind === 'table' ? tableLines(summary) : tensorLines(summary)),
  ],
  json: { source, notices, ...summary },
})

const showData = (values: Values): FallibleTask<Output> =>
  pipe(
    summariseFileTask(library, values.file, settingsOf(values)),
    TaskEither.map((report) => outputOf(values.file, report)),
  )

export const dataCommand = command(
  ['isthmus data people.csv', 'isthmus data people.csv --label sold --rows 10000', 'isthmus data cells.h5ad --json'],
  { ...fileOptions, json },
  showData,
)
