import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted, failure, isPlain } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Named } from '../tensor/named.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

const dtypes = { F32: 4, F64: 8 } as const
type Dtype = keyof typeof dtypes

/**
 * Named tensors as a safetensors file: the length of a JSON header in eight bytes, the header, the numbers
 * little-endian without gaps. Names are sorted, so the same tensors give the same bytes.
 */
export const encodeSafetensors = (tensors: Named<HostTensor>, metadata: Named<string> = {}): Uint8Array => {
  let offset = 0
  const entries = Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const header = entries.map(([name, { shape, data }]) => {
    const start = offset
    offset += data.byteLength
    const dtype: Dtype = data instanceof Float32Array ? 'F32' : 'F64'
    return [name, { dtype, shape, data_offsets: [start, offset] }] as const
  })
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(header) })
  const text = new TextEncoder().encode(json)
  const padded = Math.ceil(text.length / 8) * 8
  const out = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded)
  const view = new DataView(out.buffer)
  view.setBigUint64(0, BigInt(padded), true)
  out.set(text, 8)
  let at = 8 + padded
  for (const [, { data }] of entries) {
    const size = data.BYTES_PER_ELEMENT
    data.forEach((value, i) =>
      size === 4 ? view.setFloat32(at + 4 * i, value, true) : view.setFloat64(at + 8 * i, value, true),
    )
    at += data.byteLength
  }
  return out
}

interface Entry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: Sizes
  readonly start: number
  readonly stop: number
}

const isWhole = (u: unknown): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= 0

const entryOf = ([name, value]: readonly [string, unknown]): Entry | string => {
  if (!isPlain(value)) return `"${name}" is not described by an object`
  const { dtype, shape, data_offsets: offsets } = value
  if (dtype !== 'F32' && dtype !== 'F64') return `"${name}" is of dtype ${JSON.stringify(dtype)}, not F32 or F64`
  if (!Array.isArray(shape) || !shape.every(isWhole)) return `the shape of "${name}" is not a list of sizes`
  if (!Array.isArray(offsets) || offsets.length !== 2) return `"${name}" has no two offsets`
  const [start, stop]: ReadonlyArray<unknown> = offsets
  if (!isWhole(start) || !isWhole(stop) || stop - start !== product(shape) * dtypes[dtype])
    return `the offsets of "${name}" do not fit its shape`
  return { name, dtype, shape, start, stop }
}

const parseHeader = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

/** Loops, as tensors may have millions of entries; through a view, as files are little-endian on every machine. */
const readEntry = (view: DataView, base: number, { dtype, shape, start }: Entry): HostTensor => {
  const length = product(shape)
  const from = base + start
  if (dtype === 'F32') {
    const data = new Float32Array(length)
    for (let i = 0; i < length; i++) data[i] = view.getFloat32(from + 4 * i, true)
    return { shape, data }
  }
  const data = new Float64Array(length)
  for (let i = 0; i < length; i++) data[i] = view.getFloat64(from + 8 * i, true)
  return { shape, data }
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Named<HostTensor>
  readonly metadata: Named<string>
}

const isTexts = (value: unknown): value is Named<string> =>
  isPlain(value) && Object.values(value).every((text) => typeof text === 'string')

/** A file's tensors and metadata, or what is wrong with it: sizes, holes, overlaps and trailing bytes are all checked. */
export const decodeSafetensorsFile = (bytes: Uint8Array, where: string): Fallible<SafetensorsFile> => {
  const broken = (found: string): Fallible<never> =>
    failure({ fault: 'broken file', where, expected: 'a safetensors file', found, remedy: 'restore it from a copy' })
  if (bytes.length < 8) return broken(counted(bytes.length, 'byte'))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  if (length > bytes.length - 8) return broken(`a header of ${counted(length, 'byte')} in a file of ${bytes.length}`)
  const header = parseHeader(bytes.subarray(8, 8 + length))
  if (!isPlain(header)) return broken('a header that is not JSON')
  const { __metadata__: metadata = {}, ...described } = header
  if (!isTexts(metadata)) return broken('metadata that is no record of texts')
  const entries: Array<Entry> = []
  for (const pair of Object.entries(described)) {
    const entry = entryOf(pair)
    if (typeof entry === 'string') return broken(entry)
    entries.push(entry)
  }
  let end = 0
  for (const { name, start, stop } of entries.toSorted((a, b) => a.start - b.start || a.stop - b.stop)) {
    if (start !== end) return broken(`a hole or an overlap before "${name}"`)
    end = stop
  }
  if (8 + length + end !== bytes.length)
    return broken(`${bytes.length - 8 - length} bytes of numbers instead of ${end}`)
  const tensors = Object.fromEntries(entries.map((entry) => [entry.name, readEntry(view, 8 + length, entry)]))
  return Either.right({ tensors, metadata })
}

/** The tensors of a file, or what is wrong with it. */
export const decodeSafetensors = (bytes: Uint8Array, where: string): Fallible<Named<HostTensor>> =>
  pipe(
    decodeSafetensorsFile(bytes, where),
    Either.map(({ tensors }) => tensors),
  )
