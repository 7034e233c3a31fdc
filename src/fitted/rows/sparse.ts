import type { Fallible, Fault } from '../../codec/index.ts'
import { settle } from '../../codec/index.ts'
import type { SparseRows } from '../../data/index.ts'
import { product } from '../../tensor/shape.ts'

export const isSparseRows = (rows: object): rows is SparseRows => 'csr' in rows

const wrong = (where: string, expected: string, found: string): ReadonlyArray<Fault> => [
  { fault: 'wrong value', where, expected, found },
]

const offsetFaults = (where: string, { length, csr: { offsets, indices } }: SparseRows): ReadonlyArray<Fault> => {
  if (offsets.length !== length + 1)
    return wrong(`${where}.offsets`, `${length + 1} numbers, for ${length} rows`, String(offsets.length))
  const at = offsets.findIndex((offset, i) => i > 0 && offset < (offsets[i - 1] ?? 0))
  if (at >= 0) return wrong(`${where}.offsets, row ${at}`, 'numbers that do not fall', String(offsets[at]))
  const [first = 0, last = 0] = [offsets[0], offsets[length]]
  return first === 0 && last === indices.length
    ? []
    : wrong(`${where}.offsets`, `0 to ${indices.length}, the number of entries`, `${first} to ${last}`)
}

const entryFaults = (where: string, { sizes, csr: { indices, values } }: SparseRows): ReadonlyArray<Fault> => {
  const width = product(sizes)
  if (indices.length !== values.length)
    return wrong(`${where}.values`, `${indices.length} numbers, one for each index`, String(values.length))
  const outside = indices.findIndex((index) => index >= width)
  if (outside >= 0)
    return wrong(`${where}.indices, entry ${outside + 1}`, `a column below ${width}`, String(indices[outside]))
  const infinite = values.findIndex((value) => !Number.isFinite(value))
  return infinite < 0
    ? []
    : wrong(`${where}.values, entry ${infinite + 1}`, 'a finite number', String(values[infinite]))
}

/** Sparse rows, or what is wrong with their arrays. */
export const checkSparse = (where: string, rows: SparseRows): Fallible<SparseRows> => {
  const noRows = rows.length === 0 ? [{ fault: 'no rows', where, expected: 'at least one row', found: 'none' }] : []
  return settle([...noRows, ...offsetFaults(where, rows), ...entryFaults(where, rows)].slice(0, 1), () => rows)
}
