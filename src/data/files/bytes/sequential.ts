import { present } from '../../../tensor/present.ts'
import type { ByteSource } from './byteSource.ts'

/** Joins pieces, without a copy where there is one alone. */
const join = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const [first, ...rest] = pieces
  if (first === undefined) return new Uint8Array(0)
  return rest.length === 0 ? first : Buffer.concat(pieces)
}

/** The first bytes of a file can be read at any time: they say what it is. */
const headLength = 16

/** Takes so many bytes at a time from pieces of any length, fewer at their end alone. */
const taking = (pieces: AsyncIterable<Uint8Array>): ((length: number) => Promise<Uint8Array>) => {
  const iterator = pieces[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return async (length) => {
    const taken: Array<Uint8Array> = []
    for (let missing = length; missing > 0;) {
      if (rest.length === 0) {
        const next = await iterator.next()
        if (next.done === true) break
        rest = next.value
      }
      const piece = rest.subarray(0, missing)
      rest = rest.subarray(piece.length)
      missing -= piece.length
      taken.push(piece)
    }
    return join(taken)
  }
}

/** How many bytes are taken at a time when some are passed over. */
const skipLength = 2 ** 20

/** Pieces of bytes as a source whose places are read in rising order. */
export const sequential = async (
  name: string,
  pieces: AsyncIterable<Uint8Array>,
  size?: number,
): Promise<ByteSource> => {
  const take = taking(pieces)
  const head = await take(headLength)
  let place = 0
  const next = async (length: number): Promise<Uint8Array> => {
    const early = head.subarray(place, place + length)
    const late = head.length < headLength ? early.subarray(0, 0) : await take(length - early.length)
    place += early.length + late.length
    return join([early, late].filter((piece) => piece.length > 0))
  }
  const read = async (at: number, length: number): Promise<Uint8Array> => {
    if (at + length <= headLength) return head.subarray(at, at + length)
    if (at < place) throw new Error(`${name}: byte ${at} was read already`)
    for (let missing = at - place; missing > 0; missing = at - place)
      if ((await next(Math.min(skipLength, missing))).length === 0) break
    return next(length)
  }
  return { name, isRandom: false, ...present({ size }), read }
}
