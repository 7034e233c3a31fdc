import type { Fault } from '../../../codec/index.ts'
import { allowance, bomb } from '../allowance.ts'
import { fileFault } from '../fileFault.ts'
import { broken } from './byteSource.ts'

/** The fault of compressed bytes that say that they expand to implausibly many. */
export const expansionFault = (where: string, compressed: number, expanded: number): Fault | undefined =>
  expanded > allowance(compressed) ? fileFault(where, bomb(compressed, expanded, 'a file')) : undefined

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
    if (fault !== undefined) throw broken(fault)
    yield piece
  }
}
