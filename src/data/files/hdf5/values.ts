import type { Dataset } from 'h5wasm/node'
import { product } from '../../../tensor/shape.ts'
import type { ElementType } from '../../arrays/elementType.ts'
import type { Numbers } from '../../chunk.ts'
import { broken } from '../bytes/byteSource.ts'
import { expansionFault } from '../bytes/expansion.ts'
import type { Hdf5File } from './openHdf5.ts'
import { guarded } from './openHdf5.ts'

/** Classes of types (H5Tget_class). */
const typeClass = { integer: 0, float: 1, text: 3, compound: 6, enumeration: 8 } as const

const byteSizes: ReadonlyArray<ElementType['bytes']> = [1, 2, 4, 8]

/** How the numbers of a dataset are stored; undefined where it holds no real numbers that we read. */
export const numberType = ({ path }: Hdf5File, dataset: Dataset): ElementType | undefined => {
  const { type, size, signed, shape, vlen } = guarded(path, () => dataset.metadata)
  const bytes = byteSizes.find((known) => known === size)
  if (bytes === undefined || shape === null || vlen) return undefined
  if (type === typeClass.float) return bytes < 4 ? undefined : { kind: 'float', bytes, littleEndian: true }
  if (type === typeClass.enumeration) return { kind: 'boolean', bytes, littleEndian: true }
  return type === typeClass.integer ? { kind: signed ? 'integer' : 'unsigned', bytes, littleEndian: true } : undefined
}

/** The fault of a dataset that holds no numbers, with how to convert it. */
export const notNumbers = ({ path }: Hdf5File, dataset: Dataset): Error => {
  const { type, size } = guarded(path, () => dataset.metadata)
  const found =
    type === typeClass.float
      ? [`float${8 * size}`, 'write it as float32: x.astype(np.float32)']
      : type === typeClass.compound
        ? ['complex numbers or records', 'write their parts as the columns of one array of numbers']
        : type === typeClass.text
          ? ['text', 'name it as label, or write numbers']
          : ['another type', 'write numbers']
  return broken({
    fault: 'wrong type',
    where: `${path}, "${dataset.path}"`,
    expected: 'numbers',
    found: found[0] ?? '',
    remedy: found[1] ?? '',
  })
}

/** Throws where a dataset would take implausibly much memory for the size of its file. */
export const expectPlausible = (hdf5: Hdf5File, { path }: Dataset, bytes: number): void => {
  const fault = expansionFault(`${hdf5.path}, "${path}"`, hdf5.size, bytes)
  if (fault !== undefined) throw broken(fault)
}

/** Whole numbers of 64 bits as float64, others in the narrowest type that keeps them. */
const asNumbers = (values: unknown): Numbers | undefined => {
  if (values instanceof Float32Array || values instanceof Float64Array) return values
  if (values instanceof Int32Array || values instanceof Uint32Array) return Float64Array.from(values)
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const out = new Float64Array(values.length)
    for (let i = 0; i < values.length; i++) out[i] = Number(values[i])
    return out
  }
  if (values instanceof Int8Array || values instanceof Uint8Array) return Float32Array.from(values)
  return values instanceof Int16Array || values instanceof Uint16Array ? Float32Array.from(values) : undefined
}

/** Reads numbers of a dataset: from one place up to another on some axis, everything on the others. */
export const readNumbers = (hdf5: Hdf5File, dataset: Dataset, from: number, to: number, axis = 0): Numbers => {
  if (numberType(hdf5, dataset) === undefined) throw notNumbers(hdf5, dataset)
  const shape = guarded(hdf5.path, () => dataset.shape) ?? []
  if (from >= to) return new Float32Array(0)
  const ranges = shape.map((_, i): [] | [number, number] => (i === axis ? [from, to] : []))
  const values = asNumbers(guarded(hdf5.path, () => dataset.slice(ranges)))
  if (values === undefined) throw notNumbers(hdf5, dataset)
  return values
}

const maxTextBytes = 16

/** All cells of a dataset of one axis as text: text as it is, numbers and booleans written out. */
export const readTexts = (hdf5: Hdf5File, dataset: Dataset): ReadonlyArray<string> => {
  const { type, total_size: length, size } = guarded(hdf5.path, () => dataset.metadata)
  expectPlausible(hdf5, dataset, length * Math.max(size, maxTextBytes))
  if (length === 0) return []
  if (type === typeClass.text) {
    const value: unknown = guarded(hdf5.path, () => dataset.value)
    if (Array.isArray(value)) return value.map(String)
    return typeof value === 'string' ? [value] : []
  }
  const shape = guarded(hdf5.path, () => dataset.shape) ?? []
  if (product(shape) !== length || shape.length === 0) throw notNumbers(hdf5, dataset)
  const numbers = readNumbers(hdf5, dataset, 0, shape[0] ?? 0)
  return Array.from(numbers, (value) => (type === typeClass.enumeration ? String(value !== 0) : String(value)))
}
