import type { Minibatch } from '../engines/index.ts'
import * as Named from '../tensor/named.ts'

/** The longest time that drawing keeps the event loop busy, in milliseconds. */
const maxMilliseconds = 50

/** Drawing ahead ends with the minibatch that reaches this many bytes of noise. */
const maxBytes = 2 ** 25

/** Minibatches for one call of an engine, and the time, in seconds, that drawing them took. */
export interface Chunk {
  readonly minibatches: ReadonlyArray<Minibatch>
  readonly seconds: number
}

/** Yields to the event loop. */
export const yieldToEventLoop = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

const bytesOf = ({ noise }: Minibatch): number =>
  Named.names(noise).reduce((sum, name) => sum + Named.get(noise, name).data.byteLength, 0)

/**
 * Draws the next chunk: `size` minibatches, or fewer if their noise is large, the epoch ends or training is stopped.
 * Yields to the event loop from time to time.
 */
export const nextChunk = async (
  minibatches: Iterator<Minibatch>,
  size: number,
  isStopped: () => boolean,
): Promise<Chunk> => {
  const drawn: Array<Minibatch> = []
  let [bytes, milliseconds, since] = [0, 0, performance.now()]
  while (drawn.length < size && bytes < maxBytes && !isStopped()) {
    const { done, value } = minibatches.next()
    if (done === true) break
    drawn.push(value)
    bytes += bytesOf(value)
    if (performance.now() - since < maxMilliseconds) continue
    milliseconds += performance.now() - since
    await yieldToEventLoop()
    since = performance.now()
  }
  return { minibatches: drawn, seconds: (milliseconds + performance.now() - since) / 1000 }
}
