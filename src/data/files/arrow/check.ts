import type { Batch } from '@uwdata/flechette'

const broken = (what: string): RangeError => new RangeError(`a column of ${what}`)

/** How many values a buffer holds for each row. */
const valuesPerRow = ({ type }: Batch<unknown>): number => {
  if ('bitWidth' in type && 'scale' in type) return Math.max(1, type.bitWidth / 64)
  return 'stride' in type && !('children' in type) ? type.stride : 1
}

/** Bits are stored eight to a byte, and only in columns of booleans. */
const rowsIn = (batch: Batch<unknown>, boolean: number): number =>
  batch.type.typeId === boolean ? batch.values.length * 8 : batch.values.length / valuesPerRow(batch)

const checkOffsets = ({ offsets, length }: Batch<unknown>, end: number): void => {
  if (offsets.length < length + 1) throw broken(`${offsets.length} offsets for ${length} rows`)
  let last = Number(offsets[0])
  for (let row = 0; row <= length; row++) {
    const offset = Number(offsets[row])
    if (!(offset >= last && offset <= end)) throw broken(`offsets that do not rise from 0 to ${end}`)
    last = offset
  }
}

/** The types of the parser say that every column has offsets; only those of text and lists do. */
const hasOffsets = ({ offsets }: Batch<unknown>): boolean => ArrayBuffer.isView(offsets)

const checkChildren = (batch: Batch<unknown>): void => {
  const { type, length, children } = batch
  const [child] = children
  if (child === undefined) return
  if ('stride' in type && child.length < length * type.stride)
    throw broken(`${child.length} entries for ${length} lists of ${type.stride}`)
  if (hasOffsets(batch)) checkOffsets(batch, child.length)
}

const isBatch = (value: unknown): value is Batch<unknown> =>
  typeof value === 'object' && value !== null && 'nullCount' in value && 'validity' in value

const checkDictionary = (column: unknown, boolean: number, most: number): void => {
  if (typeof column !== 'object' || column === null || !('data' in column) || !Array.isArray(column.data))
    throw broken('a dictionary that is not there')
  for (const batch of column.data) if (isBatch(batch)) checkBatch(batch, boolean, most)
}

/**
 * Checks that the buffers of a column hold as many rows as it claims, and that its lists stay within them; the parser
 * trusts the numbers of a file. `boolean` is the number of the type of booleans.
 */
export const checkBatch = (batch: Batch<unknown>, boolean: number, most: number): void => {
  const { length, nullCount, validity, values, children } = batch
  if ('dictionary' in batch) checkDictionary(batch.dictionary, boolean, most)
  if (!(Number.isSafeInteger(length) && length >= 0 && length <= most)) throw broken(`${length} rows`)
  if (nullCount > 0 && validity.length * 8 < length) throw broken(`${length} rows, whose missing ones are not marked`)
  if (children?.length > 0) {
    checkChildren(batch)
    for (const child of children) checkBatch(child, boolean, most)
  } else if (hasOffsets(batch)) checkOffsets(batch, values.length)
  else if (ArrayBuffer.isView(values) && rowsIn(batch, boolean) < length)
    throw broken(`${rowsIn(batch, boolean)} values for ${length} rows`)
}
