import { stat } from 'node:fs/promises'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../../codec/index.ts'
import type { Chunk } from '../chunk.ts'
import type { Opened } from '../sources/index.ts'
import type { FallibleTask } from '../task.ts'
import { asFileError, fileStream } from './fileFault.ts'

/** Runs what reads a file: whatever it throws becomes faults. */
export const reading = <A>(path: string, expected: string, read: () => Promise<A>): FallibleTask<A> =>
  TaskEither.tryCatch(read, (error): Faults => asFileError(path, expected, error).faults)

/** Refuses a path that is no file. */
export const sizeOfFile = async (path: string): Promise<number> => {
  const entry = await stat(path)
  if (entry.isDirectory()) throw Object.assign(new Error('a directory'), { code: 'EISDIR' })
  return entry.size
}

/**
 * Opens a file whose rows come as a stream: its first chunk is read at once, so that a file of another kind is a fault
 * before anything is done with it.
 */
export const openStream = (
  path: string,
  expected: string,
  chunks: () => AsyncIterable<Chunk>,
  length?: number,
): FallibleTask<Opened> =>
  reading(path, expected, async () => {
    await sizeOfFile(path)
    const rows = fileStream(path, expected, chunks, length)
    for await (const _ of rows.chunks) break
    return { rows }
  })

/** Opens a file that is read whole. */
export const openWhole = (
  path: string,
  expected: string,
  read: () => Promise<ReadonlyArray<Chunk>>,
): FallibleTask<Opened> =>
  reading(path, expected, async () => {
    await sizeOfFile(path)
    const chunks = await read()
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    return {
      rows: fileStream(
        path,
        expected,
        async function* () {
          yield* chunks
        },
        length,
      ),
    }
  })
