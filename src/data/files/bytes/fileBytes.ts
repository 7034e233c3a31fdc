import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import type { Transform } from 'node:stream'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isGzip } from '../magic.ts'
import type { ByteSource } from './byteSource.ts'
import { limited } from './expansion.ts'
import { sequential } from './sequential.ts'

/** Reads until there are so many bytes or the file ends. */
const readAt = async (file: FileHandle, at: number, length: number): Promise<Uint8Array> => {
  // Not from the pool of small buffers: the bytes are handed on as typed arrays, which keep their whole buffer.
  const out = Buffer.allocUnsafeSlow(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(out, filled, length - filled, at + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return out.subarray(0, filled)
}

type Read = ByteSource['read']

const blockLength = 2 ** 16

/** Reads a block at a time where few bytes are asked for, as headers are. */
const blockwise = (read: Read): Read => {
  let [block, start]: [Uint8Array, number] = [new Uint8Array(0), 0]
  return async (at, length) => {
    if (4 * length > blockLength) return read(at, length)
    if (at < start || at + length > start + block.length) [block, start] = [await read(at, blockLength), at]
    return block.subarray(at - start, at - start + length)
  }
}

/** How many bytes are expanded at a time. */
export const pieceLength = 2 ** 18

/** All bytes of a source in pieces, for streams that expand them. */
export const piecesOf = async function* (source: ByteSource, length = pieceLength): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; at += length) {
    const piece = await source.read(at, length)
    if (piece.length > 0) yield piece
    if (piece.length < length) return
  }
}

/** A source that must be closed. */
export interface OpenBytes extends ByteSource {
  readonly close: () => Promise<void>
}

/** Uses what was opened, and closes it. */
export const using = async <Opened extends { readonly close: () => Promise<void> }, A>(
  opening: Promise<Opened>,
  use: (opened: Opened) => Promise<A>,
): Promise<A> => {
  const opened = await opening
  try {
    return await use(opened)
  } finally {
    await opened.close()
  }
}

/** The bytes of a file as they are. */
export const openFile = async (path: string): Promise<OpenBytes & { readonly size: number }> => {
  const file = await open(path)
  const close = (): Promise<void> => file.close()
  const stats = await file.stat()
  if (!stats.isDirectory()) {
    const { size } = stats
    const read: Read = (at, length) => readAt(file, at, Math.max(0, Math.min(length, size - at)))
    return { name: path, size, isRandom: true, read: blockwise(read), close }
  }
  await close()
  throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
}

/** What compressed bytes expand to, as a source that is read in rising order. */
export const expand = async (
  source: OpenBytes & { readonly size: number },
  expanding: Transform,
  size?: number,
): Promise<OpenBytes> => {
  // The error of any part is thrown to whoever reads the last one.
  pipeline(Readable.from(piecesOf(source)), expanding, () => {})
  const close = (): Promise<void> => {
    expanding.destroy()
    return source.close()
  }
  try {
    const expanded = await sequential(source.name, limited(source.name, source.size, expanding), size)
    return { ...expanded, compressed: source.size, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The bytes that a file holds: expanded, where it is compressed with gzip. */
export const openBytes = async (path: string): Promise<OpenBytes> => {
  const file = await openFile(path)
  return isGzip(await file.read(0, 2)) ? expand(file, createGunzip({ chunkSize: pieceLength })) : file
}
