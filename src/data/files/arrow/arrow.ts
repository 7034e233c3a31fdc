import { open } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Table } from '@uwdata/flechette'
import type { Chunk } from '../../chunk.ts'
import type { ArrowSettings, Opened } from '../../sources/index.ts'
import type { FallibleTask } from '../../task.ts'
import { allowance, bomb } from '../allowance.ts'
import { chunkOf, neededColumns } from '../columns/chunk.ts'
import { fileError, fileStream } from '../fileFault.ts'
import { unpackLz4 } from '../lz4.ts'
import { reading, sizeOfFile } from '../openStream.ts'
import { optional } from '../optional.ts'
import { checkBatch } from './check.ts'
import { columnOf } from './columns.ts'
import { checkFile, checkStream } from './messages.ts'

const load = async () => ({ ...(await import('@uwdata/flechette')), zstd: (await import('fzstd')).decompress })
type Library = Awaited<ReturnType<typeof load>>

const expectation = 'an Arrow or Feather file'

const readBytes = async (path: string): Promise<Uint8Array> => {
  const bytes = new Uint8Array(await sizeOfFile(path))
  const file = await open(path)
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, 2 ** 30), at)
      if (bytesRead === 0) throw new RangeError(`the file ends at byte ${at}`)
      at += bytesRead
    }
    return bytes
  } finally {
    await file.close()
  }
}

const beginsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Array.from(text).every((character, i) => bytes[at + i] === character.charCodeAt(0))

const isFile = (bytes: Uint8Array): boolean => bytes.length >= 24 && beginsWith(bytes, 'ARROW1')

const refuseOthers = (path: string, bytes: Uint8Array): void => {
  const isStream = bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 0xff)
  if (isStream || (isFile(bytes) && beginsWith(bytes, 'ARROW1', bytes.length - 6))) return
  throw fileError(path, {
    expected: expectation,
    found: isFile(bytes)
      ? 'one that ends early'
      : beginsWith(bytes, 'FEA1')
        ? 'a Feather file of version 1'
        : 'another file',
    remedy: isFile(bytes) ? 'copy or write it again' : 'write it with pandas: data.to_feather(path)',
  })
}

/** The parser holds one codec for each compression; both are set for each file, so that each has its own allowance. */
const setCodecs = ({ setCompressionCodec, CompressionType, zstd }: Library, path: string, size: number): void => {
  let total = 0
  const checked = (unpack: (bytes: Uint8Array, length: number) => Uint8Array) => ({
    decode: (bytes: Uint8Array, length: number): Uint8Array => {
      total += length
      if (!(length >= 0 && total <= allowance(size))) throw fileError(path, bomb(size, total, expectation))
      const unpacked = unpack(bytes, length)
      if (unpacked.length === length) return unpacked
      throw new RangeError(`${unpacked.length} bytes where ${length} are expected`)
    },
    encode: (bytes: Uint8Array): Uint8Array => bytes,
  })
  setCompressionCodec(CompressionType.LZ4_FRAME, checked(unpackLz4))
  setCompressionCodec(
    CompressionType.ZSTD,
    checked((bytes, length) => zstd(bytes, new Uint8Array(length))),
  )
}

const parse = (library: Library, path: string, bytes: Uint8Array): Table => {
  refuseOthers(path, bytes)
  if (isFile(bytes)) checkFile(bytes)
  else checkStream(bytes)
  setCodecs(library, path, bytes.length)
  const exact = { useBigInt: true, useBigIntTimestamp: true, useDecimalInt: true }
  const table = library.tableFromIPC(bytes, exact)
  if (table.numRows === 0)
    throw fileError(path, { fault: 'empty file', expected: `${expectation} with rows`, found: 'no rows' })
  return table
}

/** As many rows as a file may claim: those of columns that take no bytes. */
const mostRows = (size: number): number => Math.max(2 ** 24, allowance(size) / 8)

async function* chunksOf(library: Library, settings: ArrowSettings, table: Table, size: number): AsyncGenerator<Chunk> {
  const { path } = settings
  const needed = neededColumns(settings)
  const wanted = table.names.map(String).flatMap((name, i) => {
    const column = table.children[i]
    return column !== undefined && (needed?.has(name) ?? true) ? [{ name, column }] : []
  })
  let first = 0
  for (const [i, { length }] of (wanted[0]?.column.data ?? []).entries()) {
    const columns = wanted.map(({ name, column }) => {
      const batch = column.data[i]
      if (batch === undefined || batch.length !== length)
        throw fileError(path, { expected: `columns of ${length} rows`, found: `${batch?.length ?? 0} in ${name}` })
      checkBatch(batch, library.Type.Bool, mostRows(size))
      return columnOf(library, { path, name, first }, batch)
    })
    if (length > 0) yield chunkOf(columns, length, settings)
    first += length
  }
}

/** An Arrow IPC file or stream, or a Feather file (version 2), a record batch at a time. */
export const readArrow = (settings: ArrowSettings): FallibleTask<Opened> => {
  const { path } = settings
  return pipe(
    optional(expectation, '@uwdata/flechette', load),
    TaskEither.flatMap((library) =>
      reading(path, expectation, async () => {
        const bytes = await readBytes(path)
        const table = parse(library, path, bytes)
        return {
          rows: fileStream(path, expectation, () => chunksOf(library, settings, table, bytes.length), table.numRows),
        }
      }),
    ),
  )
}
