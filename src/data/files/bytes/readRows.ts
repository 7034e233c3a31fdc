import type { Sizes } from '../../../tensor/shape.ts'
import { product } from '../../../tensor/shape.ts'
import type { ArrayLayout } from '../../arrays/arrayLayout.ts'
import { byteLength, rowSizes } from '../../arrays/arrayLayout.ts'
import { decodeNumbers } from '../../arrays/decodeNumbers.ts'
import { fitsFloat32 } from '../../arrays/elementType.ts'
import type { Numbers } from '../../chunk.ts'
import type { ByteSource } from './byteSource.ts'
import { bytesInMemory, readExactly } from './byteSource.ts'

/** The numbers of the rows from one number up to another, row-major. */
export type ReadRows = (from: number, to: number) => Promise<Numbers>

/** Up to so many bytes, an array in Fortran order is read as a whole, as its rows lie all over it. */
const wholeBytes = 2 ** 25

const readRowMajor = (source: ByteSource, { type, shape, start }: ArrayLayout): ReadRows => {
  const width = product(rowSizes({ shape })) * type.bytes
  return async (from, to) =>
    decodeNumbers(await readExactly(source, start + from * width, (to - from) * width, 'numbers'), type)
}

/** For each entry of a row, row-major, the column of an array in Fortran order that holds it. */
export const fortranColumns = (sizes: Sizes): Uint32Array => {
  const out = new Uint32Array(product(sizes))
  for (let i = 0; i < out.length; i++) {
    let [rest, column, stride] = [i, 0, out.length]
    for (const extent of sizes.toReversed()) {
      stride /= extent
      column += (rest % extent) * stride
      rest = Math.floor(rest / extent)
    }
    out[i] = column
  }
  return out
}

/** How many rows are filled at a time: so few that they stay in the cache. */
const tile = 32

/** Numbers that stand column by column as rows of some columns. */
export const spreadColumns = (columnwise: Numbers, columns: Uint32Array): Numbers => {
  const [width, length] = [columns.length, columnwise.length / columns.length]
  const out =
    columnwise instanceof Float32Array ? new Float32Array(columnwise.length) : new Float64Array(columnwise.length)
  for (let from = 0; from < length; from += tile) {
    const to = Math.min(length, from + tile)
    for (let i = 0; i < width; i++) {
      const begin = (columns[i] ?? 0) * length
      for (let row = from; row < to; row++) out[row * width + i] = columnwise[begin + row] ?? 0
    }
  }
  return out
}

const readColumnMajor = (source: ByteSource, { type, shape, start }: ArrayLayout): ReadRows => {
  const [length = 0] = shape
  const columns = fortranColumns(rowSizes({ shape }))
  return async (from, to) => {
    const size = (to - from) * columns.length
    const columnwise = fitsFloat32(type) ? new Float32Array(size) : new Float64Array(size)
    for (let column = 0; column < columns.length; column++) {
      const at = start + (column * length + from) * type.bytes
      const bytes = await readExactly(source, at, (to - from) * type.bytes, 'numbers')
      columnwise.set(decodeNumbers(bytes, type), column * (to - from))
    }
    return spreadColumns(columnwise, columns)
  }
}

/** Reads rows of an array of either order. */
export const readRows = async (source: ByteSource, layout: ArrayLayout): Promise<ReadRows> => {
  if (!layout.isFortran) return readRowMajor(source, layout)
  const bytes = byteLength(layout)
  if (source.isRandom && bytes > wholeBytes) return readColumnMajor(source, layout)
  const whole = await readExactly(source, layout.start, bytes, 'numbers')
  return readColumnMajor(bytesInMemory(source.name, whole), { ...layout, start: 0 })
}
