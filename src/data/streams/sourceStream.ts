import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault, Faults } from '../../codec/index.ts'
import { failure, IsthmusError, orThrow } from '../../codec/index.ts'
import { product, sameShape } from '../../tensor/shape.ts'
import type { Chunk, RowStream, TableChunk } from '../chunk.ts'
import { denseOf, entryFaults, headOf, isSystemError, tensorsOf } from '../collect.ts'
import type { RawDataset } from '../dataset.ts'
import type { TableSettings } from '../sources/index.ts'
import { faultOf } from '../system.ts'
import type { FactsByName, TablePlan } from '../table/index.ts'
import { addChunk, chunkRows, headOfChunk, planTable, Problems, withMask } from '../table/index.ts'
import type { DatasetStream } from './stream.ts'

/** Rows of a source as a stream of data sets, with what is to be said of how they are read. */
export interface SourceStream {
  readonly stream: DatasetStream
  readonly notices: ReadonlyArray<string>
}

/** Opens the rows of a source from the first on. */
export type Reopen = () => Promise<Fallible<RowStream>>

/** The chunks of a source, no more than the rows that are wanted. Errors become `IsthmusError`. */
async function* chunksOf(reopen: Reopen, { rows }: TableSettings, where: string): AsyncGenerator<Chunk> {
  let left = rows ?? Number.POSITIVE_INFINITY
  try {
    for await (const whole of orThrow(await reopen()).chunks) {
      const chunk = whole.kind === 'table' ? headOfChunk(whole, left) : headOf(whole, left)
      left -= chunk.length
      if (chunk.length > 0) yield chunk
      if (left <= 0) return
    }
  } catch (error) {
    if (isSystemError(error)) throw new IsthmusError([faultOf(where, 'data that can be read', error)], error)
    throw error
  }
}

const thrown = (faults: ReadonlyArray<Fault>): void => {
  const [first, ...rest] = faults
  if (first !== undefined) throw new IsthmusError([first, ...rest])
}

const otherRows = (where: string, row: number, expected: string, found: string): Faults => [
  {
    fault: 'wrong shape',
    where: `${where}, from row ${row} on`,
    expected,
    found,
    remedy: 'give shards with the same columns in the same order',
  },
]

/** The columns that a plan needs and a chunk lacks. */
const missingColumn = (
  { schema, condition, label, weight }: TablePlan,
  { columns }: TableChunk,
): string | undefined => {
  const names = new Set(columns.map(({ name }) => name))
  const needed = [...schema, ...condition].map(({ name }) => name)
  return [...needed, ...(label === undefined ? [] : [label]), ...(weight === undefined ? [] : [weight])].find(
    (name) => !names.has(name),
  )
}

/** The rows of one chunk; what is wrong with them is thrown. */
type RowsOf = (chunk: Chunk, firstRow: number) => RawDataset

const tableRows =
  (plan: TablePlan, where: string, { missing = 'refuse' }: TableSettings): RowsOf =>
  (chunk, firstRow) => {
    if (chunk.kind !== 'table') throw new IsthmusError(otherRows(where, firstRow, 'rows of a table', chunk.kind))
    const lacking = missingColumn(plan, chunk)
    if (lacking !== undefined)
      throw new IsthmusError(otherRows(where, firstRow, `a column "${lacking}", as in the first rows`, 'none'))
    const problems = new Problems(where)
    const rows = withMask(chunkRows(plan, chunk, problems, firstRow))
    thrown(problems.faults(missing === 'mask' ? ['missing'] : []))
    return rows
  }

const sizesOf = (chunk: Chunk): ReadonlyArray<number> => {
  if (chunk.kind === 'table') return [chunk.columns.length]
  return chunk.kind === 'sparse' ? [chunk.width] : chunk.sizes
}

const denseRowsOf =
  (first: Chunk, where: string, settings: TableSettings): RowsOf =>
  (chunk, firstRow) => {
    const [wanted, found] = [sizesOf(first), sizesOf(chunk)]
    if (chunk.kind === 'table' || !sameShape(wanted, found))
      throw new IsthmusError(
        otherRows(
          where,
          firstRow,
          `rows of ${product(wanted)} numbers, as the first have`,
          chunk.kind === 'table' ? 'a table' : String(product(found)),
        ),
      )
    const rows = withMask(chunk.kind === 'sparse' ? denseOf(chunk) : tensorsOf(chunk))
    thrown(entryFaults(`${where}, from row ${firstRow} on`, rows, settings))
    return rows
  }

const streamWith = (reopen: Reopen, settings: TableSettings, where: string, rowsOf: RowsOf): DatasetStream => ({
  open: async function* () {
    let row = 1
    for await (const chunk of chunksOf(reopen, settings, where)) {
      yield rowsOf(chunk, row)
      row += chunk.length
    }
  },
})

/** What the columns of a table hold, from a pass over all of its rows. */
const planned = async (reopen: Reopen, settings: TableSettings, where: string) => {
  let facts: FactsByName = new Map()
  let header: ReadonlyArray<string> = []
  for await (const chunk of chunksOf(reopen, settings, where)) {
    if (chunk.kind !== 'table') continue
    if (header.length === 0) header = chunk.columns.map(({ name }) => name)
    facts = addChunk(facts, chunk, settings)
  }
  return planTable(where, settings, header, facts)
}

/** The first chunk of a source. */
const firstOf = async (reopen: Reopen, settings: TableSettings, where: string): Promise<Chunk | undefined> => {
  for await (const chunk of chunksOf(reopen, settings, where)) return chunk
  return undefined
}

/**
 * The rows of a source as a stream that begins anew for every pass. Of a table one pass finds out what its columns hold.
 * `where` names the source in faults.
 */
export const streamSource = async (
  reopen: Reopen,
  settings: TableSettings,
  where: string,
): Promise<Fallible<SourceStream>> => {
  try {
    const first = await firstOf(reopen, settings, where)
    if (first === undefined) return failure({ fault: 'empty file', where, expected: 'rows', found: 'none' })
    if (first.kind !== 'table')
      return Either.right({
        stream: streamWith(reopen, settings, where, denseRowsOf(first, where, settings)),
        notices: [],
      })
    return Either.map(({ plan, notices }: { plan: TablePlan; notices: ReadonlyArray<string> }) => ({
      stream: streamWith(reopen, settings, where, tableRows(plan, where, settings)),
      notices,
    }))(await planned(reopen, settings, where))
  } catch (error) {
    if (error instanceof IsthmusError) return Either.left(error.faults)
    throw error
  }
}
