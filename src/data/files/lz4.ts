/** The sizes of blocks by their number in a frame. */
const blockSizes: Readonly<Record<number, number>> = { 4: 2 ** 16, 5: 2 ** 18, 6: 2 ** 20, 7: 2 ** 22 }

const broken = (what: string): RangeError => new RangeError(`a broken LZ4 frame: ${what}`)

/** Bytes that are unpacked one block after another; a block may repeat bytes of those before it. */
class Unpacker {
  private readonly input: Uint8Array
  private readonly output: Uint8Array
  at = 0

  constructor(input: Uint8Array, output: Uint8Array) {
    this.input = input
    this.output = output
  }

  copy(start: number, length: number): void {
    if (start + length > this.input.length || this.at + length > this.output.length) throw broken('it is too long')
    this.output.set(this.input.subarray(start, start + length), this.at)
    this.at += length
  }

  private repeat(offset: number, length: number): void {
    if (offset === 0 || offset > this.at) throw broken('it repeats bytes before its beginning')
    if (this.at + length > this.output.length) throw broken('it is too long')
    if (offset >= length) this.output.copyWithin(this.at, this.at - offset, this.at - offset + length)
    else for (let i = 0; i < length; i++) this.output[this.at + i] = this.output[this.at + i - offset] ?? 0
    this.at += length
  }

  private byte(at: number, end: number): number {
    const byte = at < end ? this.input[at] : undefined
    if (byte === undefined) throw broken('a block ends early')
    return byte
  }

  /** Sequences of literals and a match: LZ4 block format. */
  block(start: number, end: number): void {
    for (let at = start; at < end;) {
      const token = this.byte(at++, end)
      const [literals, afterLiterals] = this.length(token >> 4, at, end)
      if (afterLiterals + literals > end) throw broken('a block ends early')
      this.copy(afterLiterals, literals)
      at = afterLiterals + literals
      if (at === end) return
      const offset = this.byte(at, end) + 256 * this.byte(at + 1, end)
      const [match, next] = this.length(token & 15, at + 2, end)
      this.repeat(offset, match + 4)
      at = next
    }
  }

  /** A length of 15 or more goes on in the next bytes. */
  private length(nibble: number, from: number, end: number): readonly [length: number, next: number] {
    let [length, at] = [nibble, from]
    if (nibble === 15)
      for (let byte = 255; byte === 255;) {
        byte = this.byte(at++, end)
        length += byte
      }
    return [length, at]
  }
}

interface FrameHeader {
  readonly blocks: number
  readonly blockChecksum: boolean
  readonly blockSize: number
}

const headerOf = (view: DataView): FrameHeader => {
  if (view.byteLength < 7 || view.getUint32(0, true) !== 0x184d2204) throw broken('its first bytes are others')
  const flags = view.getUint8(4)
  if (flags >> 6 !== 1 || (flags & 1) !== 0) throw broken('its version is another, or it needs a dictionary')
  const blockSize = blockSizes[(view.getUint8(5) >> 4) & 7]
  if (blockSize === undefined) throw broken('its block size is another')
  return { blocks: 7 + ((flags & 8) === 0 ? 0 : 8), blockChecksum: (flags & 16) !== 0, blockSize }
}

/**
 * Unpacks an LZ4 frame (LZ4 frame format 1.6) of which the length of the content is known. Checksums are not compared.
 * Throws a RangeError where the frame is broken or of another length.
 */
export const unpackLz4 = (input: Uint8Array, length: number): Uint8Array => {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength)
  const { blocks, blockChecksum, blockSize } = headerOf(view)
  const output = new Uint8Array(length)
  const unpacker = new Unpacker(input, output)
  for (let at = blocks; ;) {
    const header = view.getUint32(at, true)
    if (header === 0) break
    const size = header & 0x7fffffff
    const start = at + 4
    if (size > blockSize || start + size > input.length) throw broken('a block ends early')
    if (header >>> 31 === 1) unpacker.copy(start, size)
    else unpacker.block(start, start + size)
    at = start + size + (blockChecksum ? 4 : 0)
  }
  if (unpacker.at !== length) throw broken(`${unpacker.at} bytes instead of ${length}`)
  return output
}
