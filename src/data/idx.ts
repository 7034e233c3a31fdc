import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'

/** Bytes with a shape, as MNIST's files hold them. */
export interface Idx {
  readonly shape: Sizes
  readonly data: Uint8Array
}

/** An IDX file of unsigned bytes: two zeros, 8, the rank, each size in four bytes big-endian, the bytes. */
export const decodeIdx = (bytes: Uint8Array, where: string): Either.Either<Faults, Idx> => {
  const broken = (found: string): Either.Either<Faults, never> =>
    Either.left([{ fault: 'broken file', where, expected: 'an IDX file of unsigned bytes', found }])
  const rank = bytes[3] ?? 0
  if (bytes[0] !== 0 || bytes[1] !== 0 || bytes[2] !== 8) return broken('another beginning')
  const start = 4 + 4 * rank
  if (bytes.length < start) return broken(`${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))
  const data = bytes.subarray(start)
  return data.length === product(shape)
    ? Either.right({ shape, data })
    : broken(`${data.length} bytes for [${shape.join(', ')}]`)
}
