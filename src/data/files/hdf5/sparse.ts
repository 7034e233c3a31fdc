import type { Group } from 'h5wasm/node'
import type { Numbers, RowStream, SparseChunk } from '../../chunk.ts'
import { compressRows, narrowed } from '../../matrixMarket/compressRows.ts'
import type { RowFacts } from '../bytes/arrayRows.ts'
import { factsBetween } from '../bytes/arrayRows.ts'
import { broken } from '../bytes/byteSource.ts'
import { faulting } from '../bytes/reading.ts'
import { sparseChunks, sparseParts } from '../bytes/sparseRows.ts'
import type { Hdf5File } from './openHdf5.ts'
import { attributeOf, guarded, needDataset, openHdf5 } from './openHdf5.ts'
import { expectPlausible, readNumbers } from './values.ts'

/** A sparse matrix in a group: where each row (or column) begins, and the index and value of each entry. */
export interface SparseGroup {
  readonly length: number
  readonly width: number
  /** Whether it is compressed by columns (CSC). */
  readonly isByColumn: boolean
  readonly data: string
  readonly indices: string
  readonly begins: string
}

const refuse = (path: string, expected: string, found: string): Error =>
  broken({ fault: 'broken file', where: path, expected, found, remedy: 'write the file again' })

const isIterable = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value

const pairOf = (value: unknown): readonly [number, number] | undefined => {
  if (!isIterable(value)) return undefined
  const [rows, columns, ...rest] = Array.from(value, Number)
  const isExtent = (n: number | undefined): n is number => n !== undefined && Number.isSafeInteger(n) && n > 0
  return isExtent(rows) && isExtent(columns) && rest.length === 0 ? [rows, columns] : undefined
}

/** The sparse matrix of a group, as AnnData writes it; undefined if the group is none. */
export const sparseGroup = (hdf5: Hdf5File, group: Group): SparseGroup | undefined => {
  const format = String(attributeOf(hdf5, group, 'encoding-type') ?? attributeOf(hdf5, group, 'h5sparse_format') ?? '')
  if (!/^cs[rc](?:_matrix)?$/.test(format)) return undefined
  const { path } = group
  const shape = pairOf(attributeOf(hdf5, group, 'shape') ?? attributeOf(hdf5, group, 'h5sparse_shape'))
  if (shape === undefined) throw refuse(`${hdf5.path}, "${path}"`, 'the attribute shape with two extents', 'another')
  const [length, width] = shape
  const names = { data: `${path}/data`, indices: `${path}/indices`, begins: `${path}/indptr` }
  return { length, width, isByColumn: format.startsWith('csc'), ...names }
}

/** All numbers of a dataset of one axis. */
const readAll = (hdf5: Hdf5File, name: string): Numbers => {
  const dataset = needDataset(hdf5, name)
  const { total_size: length, size, shape } = guarded(hdf5.path, () => dataset.metadata)
  if (shape?.length !== 1) throw refuse(`${hdf5.path}, "${name}"`, 'an array of one axis', `${shape?.length ?? 0}`)
  expectPlausible(hdf5, dataset, length * size)
  return readNumbers(hdf5, dataset, 0, length)
}

/** Where rows or columns begin: from 0 on, never falling, and as many as there must be. */
const readBegins = (hdf5: Hdf5File, { begins: name, data, ...sparse }: SparseGroup): Numbers => {
  const begins = readAll(hdf5, name)
  const count = sparse.isByColumn ? sparse.width : sparse.length
  const entries = guarded(hdf5.path, () => needDataset(hdf5, data).metadata.total_size)
  const isRising = begins.every((begin, i) => Number.isInteger(begin) && begin >= (i === 0 ? 0 : (begins[i - 1] ?? 0)))
  if (begins.length === count + 1 && begins[0] === 0 && isRising && (begins.at(-1) ?? 0) <= entries) return begins
  throw refuse(`${hdf5.path}, "${name}"`, `${count + 1} rising places from 0 to ${entries}`, 'others')
}

const checkIndices = (path: string, indices: Numbers, limit: number): Uint32Array => {
  for (let i = 0; i < indices.length; i++)
    if (!((indices[i] ?? -1) >= 0 && (indices[i] ?? 0) < limit))
      throw refuse(path, `indices from 0 to ${limit - 1}`, String(indices[i]))
  return Uint32Array.from(indices)
}

const wide = (values: Numbers): Numbers => (values instanceof Float32Array ? values : narrowed(values))

/** Rows of a matrix that is compressed by rows, read as they are needed. */
function* byRow(hdf5: Hdf5File, sparse: SparseGroup, length: number, facts: RowFacts): Generator<SparseChunk> {
  const { width } = sparse
  const begins = readBegins(hdf5, sparse)
  const [indices, data] = [needDataset(hdf5, sparse.indices), needDataset(hdf5, sparse.data)]
  for (const { from, to, offsets } of sparseParts(begins, length)) {
    const [begin, end] = [begins[from] ?? 0, begins[to] ?? 0]
    yield {
      kind: 'sparse',
      length: to - from,
      width,
      offsets,
      indices: checkIndices(`${hdf5.path}, "${sparse.indices}"`, readNumbers(hdf5, indices, begin, end), width),
      values: wide(readNumbers(hdf5, data, begin, end)),
      ...factsBetween(facts, from, to),
    }
  }
}

/** Rows of a matrix that is compressed by columns, which must be read as a whole. */
const byColumn = (hdf5: Hdf5File, sparse: SparseGroup, length: number, facts: RowFacts): Generator<SparseChunk> => {
  const begins = readBegins(hdf5, sparse)
  const count = begins[sparse.width] ?? 0
  const found = readAll(hdf5, sparse.indices)
  const rows = checkIndices(`${hdf5.path}, "${sparse.indices}"`, found.subarray(0, count), sparse.length)
  const columns = new Uint32Array(count)
  for (let column = 0; column < sparse.width; column++) columns.fill(column, begins[column], begins[column + 1])
  const values = wide(readAll(hdf5, sparse.data)).subarray(0, count)
  if (rows.length < count || values.length < count)
    throw refuse(hdf5.path, `${count} entries`, `${Math.min(rows.length, values.length)}`)
  return sparseChunks(compressRows({ rows, columns, values }, sparse.length), sparse.width, length, facts)
}

async function* chunksOf(
  path: string,
  sparse: SparseGroup,
  length: number,
  facts: RowFacts,
): AsyncGenerator<SparseChunk> {
  const hdf5 = await openHdf5(path)
  try {
    yield* (sparse.isByColumn ? byColumn : byRow)(hdf5, sparse, length, facts)
  } finally {
    await hdf5.close()
  }
}

/** The rows of a sparse matrix as a stream; only the first `rows`. */
export const sparseStream = (path: string, sparse: SparseGroup, facts: RowFacts, rows?: number): RowStream => {
  const length = Math.min(sparse.length, rows ?? Number.POSITIVE_INFINITY)
  return {
    length,
    chunks: {
      [Symbol.asyncIterator]: () => faulting(path, 'an HDF5 file', chunksOf(path, sparse, length, facts)),
    },
  }
}
