import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import * as zlib from 'node:zlib'
import type { Readable, Transform } from 'node:stream'
import { counted, IsthmusError } from '../../../codec/index.ts'
import { isGzip } from '../magic.ts'

/** Bytes in order. `readInto` writes the next ones into a buffer, and says how many; 0 is the end. */
export interface ByteInput {
  readonly readInto: (into: Uint8Array, at: number) => Promise<number>
  readonly close: () => Promise<void>
}

/** Opens the bytes of a file. */
const openPlain = async (path: string): Promise<ByteInput> => {
  const file = await open(path)
  return {
    readInto: async (into, at) => (await file.read(into, at, into.length - at)).bytesRead,
    close: () => file.close(),
  }
}

/** Bytes that come in pieces. */
export const fromPieces = (pieces: AsyncIterable<Uint8Array>): ByteInput => {
  const iterator = pieces[Symbol.asyncIterator]()
  let piece: Uint8Array = new Uint8Array()
  return {
    readInto: async (into, at) => {
      while (piece.length === 0) {
        const next = await iterator.next()
        if (next.done === true) return 0
        piece = next.value
      }
      const part = piece.subarray(0, into.length - at)
      into.set(part, at)
      piece = piece.subarray(part.length)
      return part.length
    },
    close: async () => {
      await iterator.return?.()
    },
  }
}

/** A compressed file may unpack to so many times its size, and to `free` bytes in any case. */
const [mostTimes, free] = [500, 2 ** 26]

const bomb = (path: string, size: number, unpacked: number): IsthmusError =>
  new IsthmusError([
    {
      fault: 'too large',
      where: path,
      expected: `a file that unpacks to at most ${mostTimes} times its size`,
      found: `${counted(size, 'byte')} that unpack to more than ${counted(unpacked, 'byte')}`,
      remedy: 'if it can be trusted, unpack it first',
    },
  ])

/** Unpacked bytes, of which there may be only so many for the packed ones. */
async function* unpacked(path: string, file: Readable, unpack: Transform, size: number): AsyncGenerator<Uint8Array> {
  file.on('error', (error) => unpack.destroy(error))
  let total = 0
  try {
    for await (const bytes of file.pipe(unpack)) {
      // A transform of bytes gives buffers.
      const piece = bytes as Buffer
      total += piece.length
      if (total > free && total > mostTimes * size) throw bomb(path, size, total)
      yield piece
    }
  } finally {
    file.destroy()
  }
}

const isZstandard = (head: Uint8Array): boolean =>
  head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd

/** The unpacking that Node has from 22.15 on, which the types of older ones do not know. */
const zstandard = (): Transform | undefined => {
  const create: unknown = Object.entries(zlib).find(([name]) => name === 'createZstdDecompress')?.[1]
  // Where Node has the function, it takes no argument and returns a stream.
  return typeof create === 'function' ? (create() as Transform) : undefined
}

const noZstandard = (path: string): IsthmusError =>
  new IsthmusError([
    {
      fault: 'wrong version',
      where: path,
      expected: 'Node 22.15 or newer, which unpacks Zstandard',
      found: `Node ${process.versions.node}`,
      remedy: 'update Node, or unpack the file first: zstd -d FILE',
    },
  ])

const unpackerFor = (path: string, head: Uint8Array): Transform | undefined => {
  if (isGzip(head)) return zlib.createGunzip({ chunkSize: 2 ** 18 })
  if (!isZstandard(head)) return undefined
  const transform = zstandard()
  if (transform === undefined) throw noZstandard(path)
  return transform
}

const sizeOf = async (path: string): Promise<number> => {
  const entry = await stat(path)
  if (entry.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
  return entry.size
}

/** The bytes of a file, unpacked where its first bytes say that it is compressed with gzip or Zstandard. */
const openFile = async (path: string): Promise<ByteInput> => {
  const size = await sizeOf(path)
  const plain = await openPlain(path)
  const head = new Uint8Array(4)
  try {
    await plain.readInto(head, 0)
    const unpack = unpackerFor(path, head)
    if (unpack !== undefined)
      return fromPieces(unpacked(path, createReadStream(path, { highWaterMark: 2 ** 18 }), unpack, size))
  } finally {
    await plain.close()
  }
  return openPlain(path)
}

/** The bytes that come through standard input, unpacked where they are compressed. */
const openInput = async (): Promise<ByteInput> => {
  const pieces: AsyncIterator<Buffer> = process.stdin[Symbol.asyncIterator]()
  const first = await pieces.next()
  const all = async function* (): AsyncGenerator<Buffer> {
    for (let next = first; next.done !== true; next = await pieces.next()) yield next.value
  }
  return fromPieces(all())
}

/** The bytes of a file; `-` is standard input. */
export const openBytes = (path: string): Promise<ByteInput> => (path === '-' ? openInput() : openFile(path))
