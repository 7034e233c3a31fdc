import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { counted, failure, grouped, IsthmusError, settle } from '../codec/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Chunk, Numbers, RowStream, SparseChunk, TableChunk, TensorChunk } from './chunk.ts'
import type { Dataset, RawDataset } from './dataset.ts'
import type { TableSettings } from './sources/index.ts'
import { faultOf } from './system.ts'
import type { Collected, CollectSettings } from './table/index.ts'
import { collectTable, joined, rowsLoseDigits } from './table/index.ts'

/** Dense rows may take so many numbers: 4 GB in float32. */
const mostNumbers = 2 ** 30

const tooLarge = (where: string, length: number, width: number): Fault => ({
  fault: 'out of memory',
  where,
  expected: `at most ${grouped(mostNumbers)} numbers in memory`,
  found: `${counted(length, 'row')} of ${counted(width, 'number')}`,
  remedy: 'read fewer rows with rows: N, or fewer columns',
})

export const denseOf = ({ length, width, offsets, indices, values, kind: _, ...names }: SparseChunk): Dataset => {
  const dense = new Float32Array(length * width)
  for (let row = 0; row < length; row++)
    for (let at = offsets[row] ?? 0; at < (offsets[row + 1] ?? 0); at++)
      dense[row * width + (indices[at] ?? 0)] = values[at] ?? 0
  return { sizes: [width], length, values: dense, ...names }
}

/** The values are kept where nothing is missing; else they are copied, as missing entries become 0 in place. */
export const tensorsOf = ({ kind: _, values, ...rest }: TensorChunk, isWide = false): RawDataset => ({
  ...rest,
  values:
    values instanceof Float32Array && !isWide && !values.includes(Number.NaN)
      ? values
      : isWide
        ? Float64Array.from(values)
        : Float32Array.from(values),
})

/** Whether float32 would lose digits of rows. */
const areWide = (chunks: ReadonlyArray<TensorChunk | SparseChunk>): boolean => {
  const tensors = chunks.flatMap((chunk) => (chunk.kind === 'tensors' ? [chunk] : []))
  const [first] = tensors
  return (
    first !== undefined &&
    rowsLoseDigits(
      tensors.map(({ values }) => values),
      product(first.sizes),
    )
  )
}

export const headOf = <C extends TensorChunk | SparseChunk>(chunk: C, length: number): C =>
  length >= chunk.length
    ? chunk
    : {
        ...chunk,
        length,
        ...present({ labels: chunk.labels?.slice(0, length), ids: chunk.ids?.slice(0, length) }),
        ...(chunk.kind === 'tensors' ? { values: chunk.values.subarray(0, length * product(chunk.sizes)) } : {}),
      }

/** The place of an entry of rows that are not a table. */
const placeOf = ({ sizes, columns }: RawDataset, at: number): string => {
  const entry = at % product(sizes)
  const name = columns?.[entry] === undefined ? `entry ${entry + 1}` : `column "${columns[entry]}"`
  return `row ${Math.floor(at / product(sizes)) + 1}, ${name}`
}

/** A plain loop: `findIndex` calls a function for each entry. */
const firstInfinite = (values: Numbers): number => {
  for (let at = 0; at < values.length; at++) if (!Number.isFinite(values[at])) return at
  return -1
}

/** What is wrong with entries: infinite ones, and missing ones where they are refused. */
export const entryFaults = (
  where: string,
  data: RawDataset,
  { missing = 'refuse' }: TableSettings,
): ReadonlyArray<Fault> => {
  const { values, mask } = data
  const infinite = firstInfinite(values)
  const absent = missing === 'refuse' && mask !== undefined ? mask.indexOf(0) : -1
  const absentCount = absent < 0 ? 0 : mask?.reduce((sum, known) => sum + 1 - known, 0)
  return [
    ...(infinite < 0
      ? []
      : [
          {
            fault: 'wrong value',
            where: `${where}, ${placeOf(data, infinite)}`,
            expected: 'a finite number that float32 can hold',
            found: String(values[infinite]),
            remedy: 'remove the row or clip the value',
          },
        ]),
    ...(absent < 0
      ? []
      : [
          {
            fault: 'wrong value',
            where,
            expected: 'a number in every entry',
            found: `${counted(absentCount ?? 0, 'missing entry', 'missing entries')}, the first in ${placeOf(data, absent)}`,
            remedy: 'fill them in, or leave missing entries out of the loss with missing: "mask"',
          },
        ]),
  ]
}

const collectDense = async (
  where: string,
  chunks: AsyncIterable<TensorChunk | SparseChunk>,
  settings: TableSettings,
): Promise<Fallible<Collected>> => {
  const parts: Array<TensorChunk | SparseChunk> = []
  let [length, left] = [0, settings.rows ?? Number.POSITIVE_INFINITY]
  for await (const whole of chunks) {
    const chunk = headOf(whole, left)
    left -= chunk.length
    length += chunk.length
    const width = chunk.kind === 'sparse' ? chunk.width : product(chunk.sizes)
    if (length * width > mostNumbers) return failure(tooLarge(where, length, width))
    parts.push(chunk)
    if (left <= 0) break
  }
  if (length === 0) return failure({ fault: 'empty file', where, expected: 'rows', found: 'none' })
  const some = parts.filter((chunk) => chunk.length > 0)
  const isWide = areWide(some)
  const data = joined(
    (function* () {
      for (let chunk = some.shift(); chunk !== undefined; chunk = some.shift())
        yield chunk.kind === 'sparse' ? denseOf(chunk) : tensorsOf(chunk, isWide)
    })(),
    length,
  )
  return settle(entryFaults(where, data, settings), () => ({ data, notices: [] }))
}

async function* only<C extends Chunk>(
  first: C,
  rest: AsyncIterator<Chunk>,
  is: (chunk: Chunk) => chunk is C,
): AsyncGenerator<C> {
  try {
    for (let chunk: Chunk = first; ;) {
      if (!is(chunk)) throw new Error(`a stream of ${first.kind} has a chunk of ${chunk.kind}`)
      yield chunk
      const next = await rest.next()
      if (next.done === true) return
      chunk = next.value
    }
  } finally {
    await rest.return?.()
  }
}

/** Errors of the file system and of zlib have a code. */
export const isSystemError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'

const isTable = (chunk: Chunk): chunk is TableChunk => chunk.kind === 'table'
const isDense = (chunk: Chunk): chunk is TensorChunk | SparseChunk => chunk.kind !== 'table'

/**
 * All rows of a stream as a data set in memory, in original units, with what is to be said of how they were read. `where`
 * names the source in faults. Sparse rows become dense, if they are not too many.
 */
export const collect = async (
  { chunks }: RowStream,
  settings: CollectSettings = {},
  where = 'data',
): Promise<Fallible<Collected>> => {
  try {
    const iterator = chunks[Symbol.asyncIterator]()
    const first = await iterator.next()
    if (first.done === true) return failure({ fault: 'empty file', where, expected: 'rows', found: 'none' })
    return isTable(first.value)
      ? await collectTable(where, only(first.value, iterator, isTable), settings)
      : await collectDense(where, only(first.value, iterator, isDense), settings)
  } catch (error) {
    if (error instanceof IsthmusError) return Either.left(error.faults)
    if (isSystemError(error)) return failure(faultOf(where, 'data that can be read', error))
    throw error
  }
}
