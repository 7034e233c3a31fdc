import type { FileHandle } from 'node:fs/promises'
import type { AsyncBuffer, Compressors, FileMetaData, RowGroup } from 'hyparquet'
import { parquetSchema } from 'hyparquet'
import { allowance } from '../allowance.ts'
import type { ColumnPlan } from './pages.ts'
import { checkPages, levelsOf } from './pages.ts'

/** So many values a column of a row group may always hold; more only in a file that is large itself. */
const mostValues = 2 ** 24

const readRange = async (file: FileHandle, size: number, start: number, end = size): Promise<ArrayBuffer> => {
  if (!(start >= 0 && end >= start && end <= size))
    throw new RangeError(`bytes ${start} to ${end} of a file of ${size} bytes`)
  const bytes = new Uint8Array(end - start)
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) throw new RangeError(`the file ends at byte ${start + at}`)
    at += bytesRead
  }
  return bytes.buffer
}

/** An open file as the parser of Parquet reads it. */
export const bufferOf = (file: FileHandle, size: number): AsyncBuffer => ({
  byteLength: size,
  slice: (start, end) => readRange(file, size, start, end),
})

/** The plans of the columns of a row group by the first byte of each. */
const plansOf = (metadata: FileMetaData, group: RowGroup, size: number): ReadonlyMap<number, ColumnPlan> => {
  const schema = parquetSchema(metadata)
  const rows = Number(group.num_rows)
  const limit = Math.max(mostValues, allowance(size) / 8)
  return new Map(
    group.columns.map(({ meta_data: meta }) => {
      if (meta === undefined) throw new RangeError('a column without metadata')
      const levels = levelsOf(schema, meta.path_in_schema)
      const values = levels.repetition === 0 ? rows : Number(meta.num_values)
      if (!(values >= 0 && values <= limit)) throw new RangeError(`${values} values in a file of ${size} bytes`)
      const start = Number(meta.dictionary_page_offset ?? 0) > 0 ? meta.dictionary_page_offset : meta.data_page_offset
      const plan = { levels, values, bytes: allowance(size), isCompressed: meta.codec !== 'UNCOMPRESSED' }
      return [Number(start), plan] as const
    }),
  )
}

/** A file whose pages are checked as they are read, and the decompressors that check what they unpack. */
export interface CheckedGroup {
  readonly file: AsyncBuffer
  readonly compressors: Compressors
}

/**
 * The file for one row group. The parser trusts the numbers of a file; what it gets here is checked before, so that a
 * broken file ends with an error and not with a full memory.
 */
export const checkedGroup = (
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: RowGroup,
  known: Compressors,
): CheckedGroup => {
  const plans = plansOf(metadata, group, file.byteLength)
  const checks = new WeakMap<ArrayBufferLike, ReturnType<typeof checkPages>>()
  const checked =
    (unpack: NonNullable<Compressors['GZIP']>): NonNullable<Compressors['GZIP']> =>
    (input, length) => {
      const unpacked = unpack(input, length)
      checks.get(input.buffer)?.get(input.byteOffset)?.(unpacked)
      return unpacked
    }
  const readChecked = async (start: number, end?: number): Promise<ArrayBuffer> => {
    const plan = plans.get(start)
    if (plan === undefined) throw new RangeError(`no column begins at byte ${start}`)
    const buffer = await file.slice(start, end)
    checks.set(buffer, checkPages(new Uint8Array(buffer), plan))
    return buffer
  }
  return {
    file: {
      byteLength: file.byteLength,
      slice: (start, end) => {
        const bytes = readChecked(start, end)
        // The parser reads ahead: an error that nobody waits for must not end the process.
        bytes.catch(() => undefined)
        return bytes
      },
    },
    compressors: Object.fromEntries(Object.entries(known).map(([codec, unpack]) => [codec, checked(unpack)])),
  }
}
