import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, isPlain } from '../../codec/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { ElementType } from './elementType.ts'

const little = (kind: ElementType['kind'], bytes: ElementType['bytes']): ElementType => ({
  kind,
  bytes,
  littleEndian: true,
})

/** The dtypes of safetensors files whose numbers we read. */
const types: Readonly<Record<string, ElementType>> = {
  F64: little('float', 8),
  F32: little('float', 4),
  F16: little('float', 2),
  BF16: little('bfloat', 2),
  I64: little('integer', 8),
  I32: little('integer', 4),
  I16: little('integer', 2),
  I8: little('integer', 1),
  U64: little('unsigned', 8),
  U32: little('unsigned', 4),
  U16: little('unsigned', 2),
  U8: little('unsigned', 1),
  BOOL: little('boolean', 1),
}

/** A tensor of a safetensors file: its bytes are those from `start` up to `stop` behind the header. */
export interface SafetensorsEntry {
  readonly name: string
  readonly dtype: string
  /** Absent where we do not read the dtype. */
  readonly type?: ElementType
  readonly shape: Sizes
  readonly start: number
  readonly stop: number
}

export interface SafetensorsHeader {
  readonly entries: ReadonlyArray<SafetensorsEntry>
  readonly metadata: Named<string>
}

const isWhole = (u: unknown): u is number => typeof u === 'number' && Number.isSafeInteger(u) && u >= 0

const entryOf = ([name, value]: readonly [string, unknown]): SafetensorsEntry | string => {
  if (!isPlain(value)) return `"${name}" is not described by an object`
  const { dtype, shape, data_offsets: offsets } = value
  if (typeof dtype !== 'string') return `"${name}" has no dtype`
  if (!Array.isArray(shape) || !shape.every(isWhole)) return `the shape of "${name}" is not a list of sizes`
  if (!Array.isArray(offsets) || offsets.length !== 2) return `"${name}" has no two offsets`
  const [start, stop]: ReadonlyArray<unknown> = offsets
  const type = Object.hasOwn(types, dtype) ? types[dtype] : undefined
  const doNotFit = `the offsets of "${name}" do not fit its shape`
  if (!isWhole(start) || !isWhole(stop) || stop < start) return doNotFit
  if (type === undefined) return { name, dtype, shape, start, stop }
  return stop - start === product(shape) * type.bytes ? { name, dtype, type, shape, start, stop } : doNotFit
}

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

const isTexts = (value: unknown): value is Named<string> =>
  isPlain(value) && Object.values(value).every((text) => typeof text === 'string')

/** The first hole or overlap between tensors, or a wrong number of bytes behind the header. */
const gap = (entries: ReadonlyArray<SafetensorsEntry>, size: number): string | undefined => {
  let end = 0
  for (const { name, start, stop } of entries.toSorted((a, b) => a.start - b.start || a.stop - b.stop)) {
    if (start !== end) return `a hole or an overlap before "${name}"`
    end = stop
  }
  return end === size ? undefined : `${size} bytes of numbers instead of ${end}`
}

/** The header of a safetensors file, behind which `size` bytes follow: holes, overlaps and sizes are all checked. */
export const parseSafetensorsHeader = (bytes: Uint8Array, size: number, where: string): Fallible<SafetensorsHeader> => {
  const broken = (found: string): Fallible<never> =>
    failure({ fault: 'broken file', where, expected: 'a safetensors file', found, remedy: 'restore it from a copy' })
  const header = parseJson(bytes)
  if (!isPlain(header)) return broken('a header that is not JSON')
  const { __metadata__: metadata = {}, ...described } = header
  if (!isTexts(metadata)) return broken('metadata that is no record of texts')
  const entries: Array<SafetensorsEntry> = []
  for (const pair of Object.entries(described)) {
    const entry = entryOf(pair)
    if (typeof entry === 'string') return broken(entry)
    entries.push(entry)
  }
  const found = gap(entries, size)
  return found === undefined ? Either.right({ entries, metadata }) : broken(found)
}
