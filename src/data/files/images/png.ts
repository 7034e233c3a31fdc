import { inflateSync } from 'node:zlib'
import { convertIndexedToRgb, decode } from 'fast-png'
import type { Pixels } from './pixels.ts'

/** The chunks that the pixels need; the others may hold compressed text and profiles of any size. */
const needed = new Set(['IHDR', 'PLTE', 'IDAT', 'tRNS', 'IEND'])

interface PngParts {
  readonly kept: ReadonlyArray<Uint8Array>
  readonly data: ReadonlyArray<Uint8Array>
}

const partsOf = (bytes: Uint8Array): PngParts => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept = [bytes.subarray(0, 8)]
  const data: Array<Uint8Array> = []
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at)
    const end = at + 12 + length
    if (end > bytes.length) throw new RangeError('the image ends early')
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (needed.has(name)) kept.push(bytes.subarray(at, end))
    if (name === 'IDAT') data.push(bytes.subarray(at + 8, end - 4))
    at = end
    if (name === 'IEND') break
  }
  return { kept, data }
}

const joinBytes = (parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** The header of a PNG image. */
export interface PngHead {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colourType: number
}

export const pngHead = (bytes: Uint8Array): PngHead => {
  if (bytes.length < 33) throw new RangeError('the image ends early')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20), depth: bytes[24] ?? 0, colourType: bytes[25] ?? 0 }
}

const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** How many bytes the rows of an image take before they are compressed; a little more where it is interlaced. */
const rawSize = ({ width, height, depth, colourType }: PngHead): number =>
  height * (Math.ceil((width * depth * (samples[colourType] ?? 4)) / 8) + 1) + 8 * (height + width) + 64

/** Small data cannot unpack to much; larger ones are unpacked once with a limit before the decoder does it without. */
const checkData = (data: ReadonlyArray<Uint8Array>, head: PngHead): void => {
  const packed = data.reduce((sum, part) => sum + part.length, 0)
  if (packed * 1032 < 2 ** 24) return
  inflateSync(joinBytes(data), { maxOutputLength: rawSize(head) })
}

/** 0 … 255, whatever the depth: 16 bits are divided by 257, 1 to 4 bits spread. */
const scaleOf = (depth: number): number => 255 / (2 ** depth - 1)

/** Samples of less than a byte, which stand several to a byte; each row begins with a byte of its own. */
const unpackBits = (data: ArrayLike<number>, { width, height, depth }: PngHead): Float32Array => {
  const out = new Float32Array(width * height)
  const stride = Math.ceil((width * depth) / 8)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth
      const byte = data[y * stride + (bit >> 3)] ?? 0
      out[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)
    }
  return out
}

const pick = (data: ArrayLike<number>, channels: number, kept: 1 | 3, scale: number): Float32Array => {
  const out = new Float32Array((data.length / channels) * kept)
  for (let i = 0; i < out.length; i++) out[i] = scale * (data[Math.floor(i / kept) * channels + (i % kept)] ?? 0)
  return out
}

/** A PNG image; transparency is left out. */
export const decodePng = (bytes: Uint8Array): Pixels => {
  const head = pngHead(bytes)
  const { kept, data } = partsOf(bytes)
  checkData(data, head)
  const decoded = decode(joinBytes(kept), { checkCrc: true })
  const { width, height, channels, depth, palette } = decoded
  if (palette !== undefined) {
    const colours = convertIndexedToRgb(decoded)
    return { width, height, channels: 3, values: pick(colours, colours.length / (width * height), 3, 1) }
  }
  const isPacked = depth < 8 && decoded.data.length < width * height * channels
  const values = isPacked ? unpackBits(decoded.data, head) : decoded.data
  const colours = channels < 3 ? 1 : 3
  return { width, height, channels: colours, values: pick(values, channels, colours, scaleOf(depth)) }
}
