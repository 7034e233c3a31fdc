import type { Fault } from '../../../codec/index.ts'
import { IsthmusError } from '../../../codec/index.ts'

/** Bytes that are read piece by piece: those of a file, of a part of one, or of what a compressed file holds. */
export interface ByteSource {
  /** The file, for faults. */
  readonly name: string
  /** How many bytes there are; a compressed file may not say. */
  readonly size?: number
  /** How many bytes it is when compressed, if it is. */
  readonly compressed?: number
  /** Whether any place can be read at any time; else places must rise. */
  readonly isRandom: boolean
  /** The bytes from a place on, fewer than asked for at the end alone. */
  readonly read: (at: number, length: number) => Promise<Uint8Array>
}

/** A fault as what streams throw. */
export const broken = (fault: Fault): IsthmusError => new IsthmusError([fault])

const endsEarly = ({ name }: ByteSource, end: number, found: number, expected: string): Fault => ({
  fault: 'truncated file',
  where: `${name}, byte ${found}`,
  expected: `${expected} up to byte ${end}`,
  found: 'the end of the file',
  remedy: 'restore the file from a copy',
})

/** Throws where a source is known to end before a byte. */
export const expectBytes = (source: ByteSource, end: number, what: string): void => {
  if (source.size !== undefined && end > source.size) throw broken(endsEarly(source, end, source.size, what))
}

/** Exactly so many bytes; a file that ends before is a fault. */
export const readExactly = async (
  source: ByteSource,
  at: number,
  length: number,
  what: string,
): Promise<Uint8Array> => {
  expectBytes(source, at + length, what)
  const bytes = await source.read(at, length)
  if (bytes.length < length) throw broken(endsEarly(source, at + length, at + bytes.length, what))
  return bytes
}

const goesOn = (source: ByteSource, end: number, found: string): Error =>
  broken({
    fault: 'broken file',
    where: `${source.name}, byte ${end}`,
    expected: 'the end of the file',
    found,
    remedy: 'restore the file from a copy',
  })

/** Throws where a source is known to go on behind a byte. */
export const expectNoMore = (source: ByteSource, end: number): void => {
  const more = (source.size ?? end) - end
  if (more > 0) throw goesOn(source, end, `${more} more bytes`)
}

/** Throws where bytes follow the last one, when all others have been read. */
export const expectEnd = async (source: ByteSource, end: number): Promise<void> => {
  expectNoMore(source, end)
  if (!source.isRandom && (await source.read(end, 1)).length > 0) throw goesOn(source, end, 'more bytes')
}

/** Bytes in memory. */
export const bytesInMemory = (name: string, bytes: Uint8Array): ByteSource => ({
  name,
  size: bytes.length,
  isRandom: true,
  read: async (at, length) => bytes.subarray(at, at + length),
})

/** A part of a source, counted from its own beginning. */
export const partOf = (source: ByteSource, name: string, start: number, size: number): ByteSource => ({
  name,
  size,
  isRandom: source.isRandom,
  read: (at, length) => source.read(start + at, Math.max(0, Math.min(length, size - at))),
})
