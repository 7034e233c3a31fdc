/** A place in bytes that are read one after the other. */
export interface Cursor {
  readonly view: DataView
  offset: number
}

const varint = (cursor: Cursor): number => {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = cursor.view.getUint8(cursor.offset++)
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  throw new RangeError('a run with a length of more than five bytes')
}

/**
 * Walks over the runs of Parquet's hybrid of run-length encoding and bit packing (Parquet format, Encodings.md) without
 * unpacking them: a run that claims more values than are left would otherwise be unpacked into memory. The walk ends
 * after so many values, or with the bytes.
 */
export const checkRuns = (cursor: Cursor, width: number, values: number): void => {
  if (width > 32) throw new RangeError(`values of ${width} bits`)
  for (let left = values; left > 0 && cursor.offset < cursor.view.byteLength;) {
    const header = varint(cursor)
    const isPacked = header % 2 === 1
    const count = Math.floor(header / 2) * (isPacked ? 8 : 1)
    if (count === 0 || count > left + (isPacked ? 7 : 0))
      throw new RangeError(`a run of ${count} values where ${left} are left`)
    cursor.offset += isPacked ? (count / 8) * width : Math.ceil(width / 8)
    left -= count
  }
}
