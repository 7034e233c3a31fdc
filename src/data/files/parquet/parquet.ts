import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { ColumnData, FileMetaData, ParquetParsers, RowGroup } from 'hyparquet'
import { show } from '../../../codec/index.ts'
import type { Chunk } from '../../chunk.ts'
import type { Opened, ParquetSettings } from '../../sources/index.ts'
import type { FallibleTask } from '../../task.ts'
import { neededColumns, chunkOf } from '../columns/chunk.ts'
import type { Column } from '../columns/column.ts'
import type { TimeParts } from '../columns/date.ts'
import { isoDate, isoTime } from '../columns/date.ts'
import { asFileError, fileError, fileStream } from '../fileFault.ts'
import { reading, sizeOfFile } from '../openStream.ts'
import { optional } from '../optional.ts'
import type { Piece } from './columns.ts'
import type { CheckedGroup } from './file.ts'

const expectation = 'a Parquet file'

const utf8 = new TextDecoder('utf-8', { fatal: true })

const time =
  (parts: TimeParts) =>
  (value: bigint | null | undefined): string | undefined =>
    value === null || value === undefined ? undefined : isoTime(value, parts)

/** Dates and times as ISO 8601, no digit of them lost; text must be text. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMilliseconds: time(1_000),
  timestampFromMicroseconds: time(1_000_000),
  timestampFromNanoseconds: time(1_000_000_000),
  dateFromDays: isoDate,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
}

/** The parser of Parquet and our checks, which are made of its parts. */
const load = async () => {
  const [parser, { compressors }, checks, columns] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
    import('./file.ts'),
    import('./columns.ts'),
  ])
  return { parser, compressors, checks, columns }
}

type Library = Awaited<ReturnType<typeof load>>

/** A file that is being read. */
interface Reading {
  readonly library: Library
  readonly settings: ParquetSettings
  readonly metadata: FileMetaData
}

const readColumn = async (
  { library, metadata, settings }: Reading,
  checked: CheckedGroup,
  rows: { readonly rowStart: number; readonly rowEnd: number },
  name: string,
): Promise<ReadonlyArray<Piece>> => {
  const pieces: Array<Piece> = []
  const onChunk = ({ columnData, rowStart }: ColumnData): void => {
    pieces.push({ data: columnData, start: rowStart })
  }
  try {
    const options = { ...checked, ...rows, metadata, columns: [name], parsers, geoparquet: false, onChunk }
    await library.parser.parquetRead(options)
    return pieces
  } catch (error) {
    throw asFileError(`${settings.path}, column ${show(name)}`, expectation, error)
  }
}

const readGroup = async (
  reading: Reading,
  checked: CheckedGroup,
  { first, length }: { readonly first: number; readonly length: number },
): Promise<Chunk> => {
  const { library, settings, metadata } = reading
  const needed = neededColumns(settings)
  const columns: Array<Column> = []
  for (const tree of library.parser.parquetSchema(metadata).children) {
    const { name } = tree.element
    if (needed !== undefined && !needed.has(name)) continue
    library.columns.refuseNested(settings.path, tree)
    const pieces = await readColumn(reading, checked, { rowStart: first, rowEnd: first + length }, name)
    columns.push(library.columns.columnOf(settings.path, tree, { pieces, length, first }))
  }
  return chunkOf(columns, length, settings)
}

const rowsOf = (path: string, { num_rows: rows }: FileMetaData | RowGroup): number => {
  const count = Number(rows)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw fileError(path, { expected: 'a number of rows', found: String(rows) })
}

/** What is known of a file before its rows are read. */
interface Head {
  readonly metadata: FileMetaData
  readonly groups: ReadonlyArray<{ readonly group: RowGroup; readonly first: number; readonly length: number }>
  readonly length: number
}

const withFile = async <A>(path: string, use: (handle: FileHandle, size: number) => Promise<A>): Promise<A> => {
  const size = await sizeOfFile(path)
  const handle = await open(path)
  try {
    return await use(handle, size)
  } finally {
    await handle.close()
  }
}

const headOf = (path: string, metadata: FileMetaData): Head => {
  let length = 0
  const groups = metadata.row_groups.map((group) => {
    const rows = rowsOf(path, group)
    length += rows
    return { group, first: length - rows, length: rows }
  })
  if (length !== rowsOf(path, metadata))
    throw fileError(path, { expected: `${length} rows, as its row groups have`, found: String(metadata.num_rows) })
  if (length === 0)
    throw fileError(path, { fault: 'empty file', expected: 'a Parquet file with rows', found: 'no rows' })
  return { metadata, groups: groups.filter((group) => group.length > 0), length }
}

const readHead = ({ parser, checks, compressors }: Library, path: string): Promise<Head> =>
  withFile(path, async (handle, size) => {
    const file = checks.bufferOf(handle, size)
    const metadata = await parser.parquetMetadataAsync(file, { geoparquet: false })
    for (const group of metadata.row_groups) checks.checkedGroup(file, metadata, group, compressors)
    return headOf(path, metadata)
  })

async function* chunksOf(
  library: Library,
  settings: ParquetSettings,
  { metadata, groups }: Head,
): AsyncGenerator<Chunk> {
  const { path } = settings
  for (const { group, first, length } of groups)
    yield await withFile(path, (handle, size) => {
      const { bufferOf, checkedGroup } = library.checks
      const checked = checkedGroup(bufferOf(handle, size), metadata, group, library.compressors)
      return readGroup({ library, settings, metadata }, checked, { first, length })
    })
}

/** A Parquet file, read as a stream, a row group at a time and only the columns that are needed. */
export const readParquet = (settings: ParquetSettings): FallibleTask<Opened> => {
  const { path } = settings
  return pipe(
    optional(expectation, 'hyparquet hyparquet-compressors', load),
    TaskEither.flatMap((library) =>
      reading(path, expectation, async () => {
        const head = await readHead(library, path)
        return { rows: fileStream(path, expectation, () => chunksOf(library, settings, head), head.length) }
      }),
    ),
  )
}
