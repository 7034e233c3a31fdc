import type { ByteInput } from './byteInput.ts'
import { fromPieces } from './byteInput.ts'

/** The encodings of text that can be named; those of WHATWG, of which `latin1` is Windows-1252. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const

export type Encoding = (typeof encodings)[number]

const share = (head: Uint8Array, parity: 0 | 1): number => {
  let zeros = 0
  for (let at = parity; at < head.length; at += 2) if (head[at] === 0) zeros++
  return zeros / Math.max(1, head.length / 2)
}

/** Whether bytes are UTF-8; a character that the end cuts is none that is broken. */
const isUtf8 = (head: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/** The encoding of text by its first bytes: a byte order mark, the zeros of UTF-16, bytes that are no UTF-8. */
export const encodingOf = (head: Uint8Array): Encoding => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  if (head.length >= 8) {
    const [even, odd] = [share(head, 0), share(head, 1)]
    if (odd > 0.4 && even < 0.05) return 'utf-16le'
    if (even > 0.4 && odd < 0.05) return 'utf-16be'
  }
  return isUtf8(head) ? 'utf-8' : 'latin1'
}

/** How many bytes a byte order mark of UTF-8 takes at the beginning. */
export const markLength = (head: Uint8Array): number =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0

async function* transcoded(input: ByteInput, head: Uint8Array, encoding: Encoding): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding)
  const encoder = new TextEncoder()
  const buffer = new Uint8Array(2 ** 18)
  yield encoder.encode(decoder.decode(head, { stream: true }))
  for (let length = await input.readInto(buffer, 0); length > 0; length = await input.readInto(buffer, 0))
    yield encoder.encode(decoder.decode(buffer.subarray(0, length), { stream: true }))
  yield encoder.encode(decoder.decode())
}

/** Bytes of another encoding as UTF-8; `head` are those that were read already. */
export const asUtf8 = (input: ByteInput, head: Uint8Array, encoding: Encoding): ByteInput => ({
  ...fromPieces(transcoded(input, head, encoding)),
  close: input.close,
})
