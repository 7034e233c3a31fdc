import { isPlain } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type * as Named from '../tensor/named.ts'

/** Lists of numbers longer than this are tensors of the file, not text in its metadata. */
const longest = 1024

/** Plain data with its long lists of numbers apart. */
export interface Packed {
  readonly value: unknown
  readonly tensors: Named.Named<HostTensor>
}

const isNumbers = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number')

const collect = (entries: ReadonlyArray<Packed>): Named.Named<HostTensor> =>
  Object.assign({}, ...entries.map(({ tensors }) => tensors))

/**
 * Takes the long lists of numbers out of plain data: in their place stands `{ tensor: NAME }`, where the name is the path to
 * them, `preprocessing.0.matrix`.
 */
export const pack = (value: unknown, path: string): Packed => {
  if (isNumbers(value) && value.length > longest)
    return { value: { tensor: path }, tensors: { [path]: { shape: [value.length], data: Float64Array.from(value) } } }
  if (Array.isArray(value)) {
    const entries = value.map((entry, i) => pack(entry, `${path}.${i}`))
    return { value: entries.map((entry) => entry.value), tensors: collect(entries) }
  }
  if (!isPlain(value)) return { value, tensors: {} }
  const entries = Object.entries(value).map(([key, entry]) => [key, pack(entry, `${path}.${key}`)] as const)
  return {
    value: Object.fromEntries(entries.map(([key, packed]) => [key, packed.value])),
    tensors: collect(entries.map(([, packed]) => packed)),
  }
}

/** Puts lists of numbers back in their place. A name without a tensor stays, for a codec to refuse. */
export const unpack = (value: unknown, tensors: Named.Named<HostTensor>): unknown => {
  if (Array.isArray(value)) return value.map((entry) => unpack(entry, tensors))
  if (!isPlain(value)) return value
  const { tensor: name, ...others } = value
  const tensor = typeof name === 'string' && Object.keys(others).length === 0 ? tensors[name] : undefined
  if (tensor !== undefined) return Array.from(tensor.data)
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(entry, tensors)]))
}
