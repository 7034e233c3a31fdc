import type { Fault } from '../../../codec/index.ts'
import { broken } from './byteSource.ts'

/** What any compressed file may expand to. */
const freeBytes = 2 ** 24

/** How many times its size a larger file may expand to: images of few colours reach 100, bombs 1,000. */
const maxRatio = 250

const tooLarge = (where: string, compressed: number, expanded: string): Fault => ({
  fault: 'too large',
  where,
  expected: `at most ${maxRatio} times the ${compressed} compressed bytes`,
  found: expanded,
  remedy: 'unpack the file first, if it is to be trusted',
})

/** The fault of compressed bytes that say that they expand to implausibly many. */
export const expansionFault = (where: string, compressed: number, expanded: number): Fault | undefined =>
  expanded > Math.max(freeBytes, maxRatio * compressed) ? tooLarge(where, compressed, `${expanded} bytes`) : undefined

/** The pieces of an expanding stream; throws as soon as they are implausibly many. */
export async function* limited(
  where: string,
  compressed: number,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let total = 0
  for await (const piece of pieces) {
    total += piece.length
    const fault = expansionFault(where, compressed, total)
    if (fault !== undefined) throw broken({ ...fault, found: 'more than that' })
    yield piece
  }
}
