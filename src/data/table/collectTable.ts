import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, failure, settle, show } from '../../codec/index.ts'
import type { TableChunk } from '../chunk.ts'
import type { RawDataset } from '../dataset.ts'
import type { Schema } from '../schema.ts'
import type { TableSettings } from '../sources/table.ts'
import { chunkRows } from './chunkRows.ts'
import { zeros } from './digits.ts'
import type { ColumnFacts } from './facts.ts'
import { addCells, noFacts } from './facts.ts'
import { listed } from './listed.ts'
import { joined } from './joined.ts'
import type { FactsByName, Planned } from './plan.ts'
import { planTable } from './plan.ts'
import type { ProblemKind } from './problems.ts'
import { Problems } from './problems.ts'
import { TextPool } from './textPool.ts'

/** The settings of a table, and what becomes of categories that the schema does not have. */
export interface CollectSettings extends TableSettings {
  /** `other` makes them the index behind all categories, and says so; by default they are refused. */
  readonly unseen?: 'other' | 'refuse'
}

/** A data set, with what is to be said of how it was read. */
export interface Collected {
  readonly data: RawDataset
  readonly notices: ReadonlyArray<string>
}

/** The facts of all columns with those of one more chunk. */
export const addChunk = (facts: FactsByName, { columns }: TableChunk, { kinds = {} }: TableSettings): FactsByName => {
  const all = new Map<string, ColumnFacts>(facts)
  for (const { name, cells } of columns)
    all.set(name, addCells(all.get(name) ?? noFacts, cells, kinds[name] === 'category' || kinds[name] === 'binary'))
  return all
}

/** The first rows of a chunk. */
export const headOfChunk = (chunk: TableChunk, length: number): TableChunk => {
  if (length >= chunk.length) return chunk
  return {
    ...chunk,
    length,
    columns: chunk.columns.map(({ name, cells }) => ({
      name,
      cells:
        cells.kind === 'numbers'
          ? { ...cells, values: cells.values.subarray(0, length) }
          : { ...cells, indices: cells.indices.subarray(0, length) },
    })),
  }
}

/** What is said of categories that count as "other". */
const asOther = (where: string, problems: Problems): ReadonlyArray<string> =>
  problems
    .counts('unknown')
    .map(
      ([column, count, examples]) =>
        `${where}, column ${show(column)}: ${counted(count, 'cell')} with values that training did not have (${listed(examples)}), taken as "other"`,
    )

/** Makes rows of chunks in turn; each chunk is let go when it is through. */
const rowsOf = (
  where: string,
  { plan, notices }: Planned,
  chunks: Array<TableChunk>,
  { missing = 'refuse', unseen = 'refuse' }: CollectSettings,
): Fallible<Collected> => {
  const [problems, pool] = [new Problems(where), new TextPool()]
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const width = plan.schema.length
  const values = zeros(length * width, plan)
  let row = 0
  const parts = function* (): Generator<RawDataset> {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      const out = values.subarray(row * width, (row + chunk.length) * width)
      yield chunkRows(plan, chunk, problems, row + 1, out, pool)
      row += chunk.length
    }
  }
  const data = joined(parts(), length, values)
  const allowed: ReadonlyArray<ProblemKind> = [
    ...(missing === 'mask' ? (['missing'] as const) : []),
    ...(unseen === 'other' ? (['unknown'] as const) : []),
  ]
  return settle(problems.faults(allowed), () => ({
    data: hasText(plan.schema) ? { ...data, texts: pool.texts } : data,
    notices: [...notices, ...asOther(where, problems)],
  }))
}

const hasText = (schema: Schema): boolean => schema.some(({ kind }) => kind === 'text')

const emptyTable = (where: string): Fallible<never> =>
  failure({ fault: 'empty file', where, expected: 'rows below the header', found: 'none' })

/**
 * The rows of a table as a data set in original units: what its columns hold is inferred from all of them, unless the
 * settings say it. Faults of cells are summed up by column.
 */
export const collectTable = async (
  where: string,
  chunks: AsyncIterable<TableChunk>,
  settings: CollectSettings,
): Promise<Fallible<Collected>> => {
  const held: Array<TableChunk> = []
  let facts: FactsByName = new Map()
  let left = settings.rows ?? Number.POSITIVE_INFINITY
  let header: ReadonlyArray<string> | undefined
  for await (const whole of chunks) {
    const chunk = headOfChunk(whole, left)
    left -= chunk.length
    header ??= chunk.columns.map(({ name }) => name)
    facts = addChunk(facts, chunk, settings)
    held.push(chunk)
    if (left <= 0) break
  }
  if (header === undefined) return emptyTable(where)
  return pipe(
    planTable(where, settings, header, facts),
    Either.flatMap((planned) =>
      held.every(({ length }) => length === 0) ? emptyTable(where) : rowsOf(where, planned, held, settings),
    ),
  )
}
