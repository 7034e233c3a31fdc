import type { Cells, TableChunk } from '../chunk.ts'
import type { TableSettings } from '../sources/table.ts'
import { present } from '../../tensor/present.ts'
import type { ColumnFacts } from '../table/facts.ts'
import type { FactsByName } from '../table/index.ts'
import { mostValues } from '../table/facts.ts'
import { addChunk } from '../table/index.ts'
import { columnOfKind, inferColumn } from '../table/infer.ts'
import { DuplicateCounter } from './duplicates.ts'
import type { Moments } from './moments.ts'
import { deviation, joinMoments, momentsOf, noMoments } from './moments.ts'
import { RowSample } from './sample.ts'
import type { ColumnSummary, TableSummary } from './summary.ts'
import { suspicions } from './suspicions.ts'

/** Columns are compared with each other on so many rows. */
const sampledRows = 4096

/** How many of the most frequent values of a column are shown. */
const mostFrequent = 5

/** Everything that is gathered of a table while it is read. */
interface Gathered {
  rows: number
  facts: FactsByName
  readonly moments: Map<string, Moments>
  readonly duplicates: DuplicateCounter
  readonly sample: RowSample
}

const momentsOfCells = (cells: Cells): Moments => (cells.kind === 'numbers' ? momentsOf(cells.values) : noMoments)

const gather = (gathered: Gathered, chunk: TableChunk, settings: TableSettings): void => {
  gathered.rows += chunk.length
  gathered.facts = addChunk(gathered.facts, chunk, settings)
  for (const { name, cells } of chunk.columns)
    gathered.moments.set(name, joinMoments(gathered.moments.get(name) ?? noMoments, momentsOfCells(cells)))
  gathered.duplicates.add(chunk)
  gathered.sample.add(chunk)
}

/** The number of different values, where all were counted. */
const differentOf = ({ values, differentNumbers }: ColumnFacts): number | undefined => {
  const different = values.size + differentNumbers.size
  return different > mostValues ? undefined : different
}

const isConstant = ({ numbers, texts, least, greatest, values }: ColumnFacts): boolean =>
  numbers + texts > 1 && (texts === 0 ? least === greatest : numbers === 0 && values.size === 1)

const summaryOf = (name: string, facts: ColumnFacts, moments: Moments, settings: TableSettings): ColumnSummary => {
  const kind = settings.kinds?.[name]
  const { least, greatest } = facts
  return {
    schema: kind === undefined ? inferColumn(name, facts) : columnOfKind(kind, name, facts),
    cells: facts.cells,
    missing: facts.missing,
    isConstant: isConstant(facts),
    frequent: [...facts.values].toSorted(([, a], [, b]) => b - a).slice(0, mostFrequent),
    ...present({ different: differentOf(facts) }),
    ...(moments.count === 0 ? {} : { least, greatest, mean: moments.mean, deviation: deviation(moments) }),
  }
}

/** What a table holds, column by column, and what is odd about it, in one pass over its rows. */
export const summariseTable = async (
  chunks: AsyncIterable<TableChunk>,
  settings: TableSettings,
): Promise<TableSummary> => {
  const gathered: Gathered = {
    rows: 0,
    facts: new Map(),
    moments: new Map(),
    duplicates: new DuplicateCounter(settings.id === undefined ? [] : [settings.id]),
    sample: new RowSample(sampledRows),
  }
  for await (const chunk of chunks) gather(gathered, chunk, settings)
  const columns = [...gathered.facts].map(([name, facts]) =>
    summaryOf(name, facts, gathered.moments.get(name) ?? noMoments, settings),
  )
  return {
    kind: 'table',
    rows: gathered.rows,
    columns,
    duplicates: gathered.duplicates.count,
    suspicions: suspicions(columns, gathered.sample.columns, settings.label),
  }
}
