import type { Numbers } from '../chunk.ts'
import type { ElementType } from './elementType.ts'

const isHostLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** A copy with the bytes of every number in the other order. */
const swapped = (bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> => {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i + size <= bytes.length; i += size)
    for (let j = 0; j < size; j++) out[i + j] = bytes[i + size - 1 - j] ?? 0
  return out
}

/** The bytes where a typed array can see them: at a multiple of the size of its numbers. */
const aligned = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes)

/** The value of a float16 (IEEE 754 binary16): sign, 5 bits of exponent, 10 bits of fraction. */
const half = (bits: number): number => {
  const [sign, exponent, fraction] = [bits >> 15 === 0 ? 1 : -1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

let halves: Float32Array | undefined

/** All 65,536 values of float16, made when they are first needed. */
const halfValues = (): Float32Array => (halves ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => half(bits)))

const fromHalves = (bits: Uint16Array): Float32Array => {
  const [values, out] = [halfValues(), new Float32Array(bits.length)]
  for (let i = 0; i < bits.length; i++) out[i] = values[bits[i] ?? 0] ?? 0
  return out
}

/** A bfloat16 is the upper half of a float32. */
const fromBfloats = (bits: Uint16Array): Float32Array => {
  const out = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) out[i] = (bits[i] ?? 0) << 16
  return new Float32Array(out.buffer)
}

/** Whole numbers of 64 bits; those beyond 2⁵³ are rounded to the nearest float64. */
const fromLongs = (bytes: Uint8Array, isSigned: boolean): Float64Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const out = new Float64Array(bytes.length / 8)
  for (let i = 0; i < out.length; i++) {
    const high = view.getUint32(8 * i + (isHostLittleEndian ? 4 : 0), isHostLittleEndian)
    const low = view.getUint32(8 * i + (isHostLittleEndian ? 0 : 4), isHostLittleEndian)
    out[i] = (isSigned ? high | 0 : high) * 2 ** 32 + low
  }
  return out
}

const fromBooleans = (bytes: Uint8Array): Float32Array => {
  const out = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i] === 0 ? 0 : 1
  return out
}

const fromFloats = (bytes: Uint8Array, size: ElementType['bytes']): Numbers => {
  const { buffer, byteOffset, byteLength } = bytes
  if (size === 8) return new Float64Array(buffer, byteOffset, byteLength / 8)
  if (size === 4) return new Float32Array(buffer, byteOffset, byteLength / 4)
  return fromHalves(new Uint16Array(buffer, byteOffset, byteLength / 2))
}

const fromIntegers = (bytes: Uint8Array, size: ElementType['bytes'], isSigned: boolean): Numbers => {
  const { buffer, byteOffset, byteLength } = bytes
  if (size === 8) return fromLongs(bytes, isSigned)
  const length = byteLength / size
  if (size === 4)
    return new Float64Array(
      isSigned ? new Int32Array(buffer, byteOffset, length) : new Uint32Array(buffer, byteOffset, length),
    )
  if (size === 2)
    return new Float32Array(
      isSigned ? new Int16Array(buffer, byteOffset, length) : new Uint16Array(buffer, byteOffset, length),
    )
  return new Float32Array(isSigned ? new Int8Array(buffer, byteOffset, length) : bytes)
}

/**
 * The numbers of so many whole elements, as float32 where it keeps them exactly, else as float64. Floats in the order of
 * this machine are not copied: the result sees the same memory.
 */
export const decodeNumbers = (raw: Uint8Array, { kind, bytes: size, littleEndian }: ElementType): Numbers => {
  const isNative = size === 1 || littleEndian === isHostLittleEndian
  const bytes = isNative ? aligned(raw, size) : swapped(raw, size)
  switch (kind) {
    case 'float':
      return fromFloats(bytes, size)
    case 'bfloat':
      return fromBfloats(new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2))
    case 'boolean':
      return fromBooleans(bytes)
    case 'integer':
    case 'unsigned':
      return fromIntegers(bytes, size, kind === 'integer')
  }
}
