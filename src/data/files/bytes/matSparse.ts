import { decodeNumbers } from '../../arrays/decodeNumbers.ts'
import type { Numbers } from '../../chunk.ts'
import { storageType } from '../../mat/types.ts'
import type { SparseRows } from '../../matrixMarket/compressRows.ts'
import { compressRows, narrowed } from '../../matrixMarket/compressRows.ts'
import type { MatBytes, MatElement, MatHead } from './matElements.ts'
import { readData, readTag, refuse } from './matElements.ts'

const readNumbers = async (where: MatBytes, at: number): Promise<readonly [MatElement, Numbers]> => {
  const element = await readTag(where, at)
  const type = storageType(element.code, where.littleEndian)
  if (type === undefined || element.bytes % type.bytes !== 0)
    throw refuse(where.source, at, 'numbers', `${element.bytes} bytes of type ${element.code}`)
  return [element, decodeNumbers(await readData(where, element, where.end - element.start), type)]
}

/** The column of each entry, from the places where columns begin. */
const columnsOf = (begins: Numbers, count: number): Uint32Array | undefined => {
  const out = new Uint32Array(count)
  if (begins[0] !== 0) return undefined
  for (let column = 0; column + 1 < begins.length; column++) {
    const [from = 0, to = 0] = [begins[column], begins[column + 1]]
    if (from > to || to > count) return undefined
    out.fill(column, from, to)
  }
  return out
}

/** A sparse matrix, which MATLAB keeps by columns, as sparse rows. */
export const readSparse = async (where: MatBytes, head: MatHead): Promise<SparseRows> => {
  const [length = 0, width = 0] = head.shape
  const [rowElement, rows] = await readNumbers(where, head.data)
  const [beginElement, begins] = await readNumbers(where, rowElement.next)
  const [element, values] = await readNumbers(where, beginElement.next)
  const count = begins[width] ?? 0
  if (begins.length !== width + 1 || count > rows.length || count > values.length)
    throw refuse(
      where.source,
      beginElement.start,
      `the places where ${width} columns begin`,
      `${begins.length} numbers`,
    )
  const columns = columnsOf(begins, count)
  if (columns === undefined) throw refuse(where.source, beginElement.start, 'rising places of columns', 'others')
  const kept = rows.subarray(0, count)
  const wrong = kept.findIndex((row) => !(row >= 0 && row < length))
  if (wrong >= 0) throw refuse(where.source, rowElement.start, `rows from 0 to ${length - 1}`, String(kept[wrong]))
  if (length > Math.max(2 ** 22, 16 * count))
    throw refuse(where.source, element.start, 'some entries in most rows', `${count} in ${length} rows`)
  const numbers = values instanceof Float32Array ? values : narrowed(values)
  return compressRows({ rows: Uint32Array.from(kept), columns, values: numbers.subarray(0, count) }, length)
}
