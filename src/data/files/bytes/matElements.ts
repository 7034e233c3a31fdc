import type { Sizes } from '../../../tensor/shape.ts'
import type { MatClass } from '../../mat/types.ts'
import { classOf, elementCode } from '../../mat/types.ts'
import type { ByteSource } from './byteSource.ts'
import { broken, readExactly } from './byteSource.ts'

/** Where the parts of a MAT-file stand: in these bytes, up to this one, in this order of bytes. */
export interface MatBytes {
  readonly source: ByteSource
  readonly end: number
  readonly littleEndian: boolean
}

/** An element: its type, and where its data begin and how many they are. */
export interface MatElement {
  readonly code: number
  readonly start: number
  readonly bytes: number
  /** Where the next element begins. */
  readonly next: number
  /** The data, where they are so few that they stand in the tag. */
  readonly inTag?: Uint8Array
}

export const refuse = (source: ByteSource, at: number, expected: string, found: string): Error =>
  broken({
    fault: 'broken file',
    where: `${source.name}, byte ${at}`,
    expected,
    found,
    remedy: 'save it again in MATLAB, or restore it from a copy',
  })

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The tag at a byte. Data of at most four bytes stand in the tag itself. */
export const readTag = async ({ source, end, littleEndian }: MatBytes, at: number): Promise<MatElement> => {
  if (at + 8 > end) throw refuse(source, at, 'an element', 'the end of what holds it')
  const tag = await readExactly(source, at, 8, 'the tag of an element')
  const view = viewOf(tag)
  const [first, second] = [view.getUint32(0, littleEndian), view.getUint32(4, littleEndian)]
  const small = Math.floor(first / 2 ** 16)
  if (small > 4) throw refuse(source, at, 'an element', `a small one of ${small} bytes`)
  if (small > 0)
    return { code: first % 2 ** 16, start: at + 4, bytes: small, next: at + 8, inTag: tag.subarray(4, 4 + small) }
  const last = at + 8 + second
  if (last > end) throw refuse(source, at, `an element of at most ${end - at - 8} bytes`, `${second}`)
  const next = first === elementCode.compressed ? last : Math.min(end, at + 8 + Math.ceil(second / 8) * 8)
  return { code: first, start: at + 8, bytes: second, next }
}

/** The data of an element, of at most so many bytes. */
export const readData = async (
  { source }: MatBytes,
  { start, bytes, inTag }: MatElement,
  maxBytes: number,
): Promise<Uint8Array> => {
  if (bytes > maxBytes) throw refuse(source, start, `at most ${maxBytes} bytes`, `${bytes}`)
  return inTag ?? readExactly(source, start, bytes, 'an element')
}

const readSmall = async (
  where: MatBytes,
  at: number,
  maxBytes: number,
): Promise<MatElement & { readonly data: DataView }> => {
  const tag = await readTag(where, at)
  return { ...tag, data: viewOf(await readData(where, tag, maxBytes)) }
}

/** What stands before the numbers of an array. */
export interface MatHead {
  readonly name: string
  readonly className: MatClass
  readonly isComplex: boolean
  readonly isLogical: boolean
  readonly shape: Sizes
  /** Where the elements of its data begin. */
  readonly data: number
}

const maxName = 4096
const maxAxes = 32

/** The head of an array, whose elements begin at a byte: flags, dimensions, name. */
export const readHead = async (where: MatBytes, at: number): Promise<MatHead> => {
  const { source, littleEndian } = where
  const flags = await readSmall(where, at, 8)
  if (flags.code !== elementCode.uint32 || flags.bytes !== 8)
    throw refuse(source, at, 'the flags of an array', `an element of type ${flags.code}`)
  const word = flags.data.getUint32(0, littleEndian)
  const dimensions = await readSmall(where, flags.next, 4 * maxAxes)
  if (dimensions.code !== elementCode.int32 || dimensions.bytes % 4 !== 0)
    throw refuse(source, flags.next, 'the dimensions of an array', `an element of type ${dimensions.code}`)
  const shape = Array.from({ length: dimensions.bytes / 4 }, (_, i) => dimensions.data.getInt32(4 * i, littleEndian))
  if (shape.length < 2 || shape.some((extent) => extent < 0))
    throw refuse(source, flags.next, 'two dimensions or more', `[${shape.join(', ')}]`)
  const name = await readSmall(where, dimensions.next, maxName)
  return {
    name: new TextDecoder().decode(name.data),
    className: classOf(word % 256),
    isComplex: (word & 0x08_00) !== 0,
    isLogical: (word & 0x02_00) !== 0,
    shape,
    data: name.next,
  }
}
