import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault, Faults } from '../codec/index.ts'
import { failure, nearest, settle, show } from '../codec/index.ts'
import type { Opened, SourceSpec, TableChunk } from '../data/index.ts'
import { listed, textsOf } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, nameOf, openSource } from '../data/files/index.ts'
import { lookup } from '../registry/index.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { sourceOfRows } from './rows.ts'

/** A column of the file that rows were read from, as text. */
export interface KeptColumn {
  readonly name: string
  readonly cells: ReadonlyArray<string>
}

const fromInput: Fault = {
  fault: 'wrong usage',
  where: '--keep',
  expected: 'a file, which is read a second time for the columns to keep',
  found: 'standard input',
  remedy: 'save the rows to a file',
}

const notATable = (where: string): Fault => ({
  fault: 'wrong usage',
  where,
  expected: 'a table, whose columns have names',
  found: 'rows without named columns',
  remedy: 'leave --keep out',
})

const unknown = (where: string, name: string, header: ReadonlyArray<string>): Fault => {
  const near = nearest(name, header)
  return {
    fault: 'unknown name',
    where: `${where}, --keep`,
    expected: 'the name of a column',
    found: show(name),
    remedy: near === undefined ? `the columns are ${listed(header, 8)}` : `did you mean ${show(near)}?`,
  }
}

/** The source with the columns read as the file writes them: 007 stays 007. */
const asText = (source: SourceSpec, names: ReadonlyArray<string>): SourceSpec => {
  const kinds = typeof source['kinds'] === 'object' ? source['kinds'] : {}
  return { ...source, kinds: { ...kinds, ...Object.fromEntries(names.map((name) => [name, 'id'])) } }
}

const namesIn = (where: string, { columns }: TableChunk, names: ReadonlyArray<string>): Fallible<void> => {
  const header = columns.map(({ name }) => name)
  const faults = names.filter((name) => !header.includes(name)).map((name) => unknown(where, name, header))
  return settle(faults, () => undefined)
}

/** The cells of columns in all chunks, at most so many rows of them. */
const gather = async (
  where: string,
  { rows, test }: Opened,
  names: ReadonlyArray<string>,
  most: number,
): Promise<Fallible<ReadonlyArray<KeptColumn>>> => {
  const kept = names.map((name) => ({ name, cells: new Array<string>() }))
  let left = most
  for await (const chunk of (test ?? rows).chunks) {
    if (chunk.kind !== 'table') return failure(notATable(where))
    const known = namesIn(where, chunk, names)
    if (Either.isLeft(known)) return known
    for (const { name, cells } of kept) {
      const column = chunk.columns.find((one) => one.name === name)
      if (column === undefined) continue
      for (const text of textsOf(column.cells).slice(0, left)) cells.push(text)
    }
    left -= chunk.length
    if (left <= 0) break
  }
  return Either.right(kept)
}

/** Columns of the file that rows for a run are read from, whether the model knows them or not, cell by cell as text. */
export const keptColumnsTask = (
  run: Run,
  options: RowsOptions,
  names: ReadonlyArray<string>,
): FallibleTask<ReadonlyArray<KeptColumn>> => {
  if (names.length === 0) return TaskEither.right([])
  if (options.data === '-') return TaskEither.left([fromInput])
  return pipe(
    sourceOfRows(run, options),
    TaskEither.filterOrElse(
      ({ source }) => lookup(run.registry.sources, source, 'data source').isTable,
      (source): Faults => [notATable(nameOf(source))],
    ),
    TaskEither.map((source) => asText(source, names)),
    TaskEither.bindTo('source'),
    TaskEither.bind('opened', ({ source }) => openSource(run.registry, source)),
    TaskEither.flatMap(({ source, opened }) =>
      attempt(nameOf(source), 'a file that can be read', () =>
        gather(nameOf(source), opened, names, options.rows ?? Number.POSITIVE_INFINITY),
      ),
    ),
    TaskEither.flatMapEither((found) => found),
  )
}
