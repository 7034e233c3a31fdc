import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { counted, failure } from '../codec/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Named } from '../tensor/named.ts'
import { decodeNumbers } from './arrays/decodeNumbers.ts'
import type { SafetensorsEntry } from './arrays/safetensorsHeader.ts'
import { parseSafetensorsHeader } from './arrays/safetensorsHeader.ts'

type Dtype = 'F32' | 'F64'

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

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Named<HostTensor>
  readonly metadata: Named<string>
}

/** Floats of the very precision: a model file holds no other numbers. */
const tensorOf = (bytes: Uint8Array, base: number, entry: SafetensorsEntry): HostTensor | string => {
  const { name, dtype, type, shape, start, stop } = entry
  if (type?.kind !== 'float' || type.bytes < 4) return `"${name}" is of dtype ${JSON.stringify(dtype)}, not F32 or F64`
  // Copied, so that the tensors do not hold on to the bytes of the file.
  return { shape, data: decodeNumbers(new Uint8Array(bytes.subarray(base + start, base + stop)), type) }
}

/** A file's tensors and metadata, or what is wrong with it: sizes, holes, overlaps and trailing bytes are all checked. */
export const decodeSafetensorsFile = (bytes: Uint8Array, where: string): Fallible<SafetensorsFile> => {
  const broken = (found: string): Fallible<never> =>
    failure({ fault: 'broken file', where, expected: 'a safetensors file', found, remedy: 'restore it from a copy' })
  if (bytes.length < 8) return broken(counted(bytes.length, 'byte'))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  if (length > bytes.length - 8) return broken(`a header of ${counted(length, 'byte')} in a file of ${bytes.length}`)
  const base = 8 + length
  return pipe(
    parseSafetensorsHeader(bytes.subarray(8, base), bytes.length - base, where),
    Either.flatMap(({ entries, metadata }) => {
      const tensors: Array<readonly [string, HostTensor]> = []
      for (const entry of entries) {
        const tensor = tensorOf(bytes, base, entry)
        if (typeof tensor === 'string') return broken(tensor)
        tensors.push([entry.name, tensor])
      }
      return Either.right({ tensors: Object.fromEntries(tensors), metadata })
    }),
  )
}

/** The tensors of a file, or what is wrong with it. */
export const decodeSafetensors = (bytes: Uint8Array, where: string): Fallible<Named<HostTensor>> =>
  pipe(
    decodeSafetensorsFile(bytes, where),
    Either.map(({ tensors }) => tensors),
  )
