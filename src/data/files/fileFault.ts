import type { Fault } from '../../codec/index.ts'
import { IsthmusError } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import type { Chunk, RowStream } from '../chunk.ts'
import { faultOf } from '../system.ts'

/** Text with its control characters written as escapes, so that a name from a file cannot change what a terminal shows. */
export const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })

/** What a reader says of a file that it cannot read. */
export interface Finding {
  readonly fault?: string
  readonly expected: string
  readonly found: string
  readonly remedy?: string
}

/** A fault of a file: a broken file, where nothing else is said. */
export const fileFault = (where: string, { fault = 'broken file', expected, found, remedy }: Finding): Fault => ({
  fault,
  where: escaped(where),
  expected,
  found: escaped(found),
  ...present({ remedy }),
})

/** The fault as an error, for what runs inside of a stream of rows. */
export const fileError = (where: string, finding: Finding, cause?: unknown): IsthmusError =>
  new IsthmusError([fileFault(where, finding)], cause)

const isSystemError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(?:E[A-Z]{2,}|Z_)/.test(String(error.code)) &&
  !String(error.code).startsWith('ERR_')

/** Whatever was thrown while a file was read, as faults: an error of a library means that the file is broken. */
export const asFileError = (path: string, expected: string, error: unknown): IsthmusError => {
  if (error instanceof IsthmusError) return error
  if (isSystemError(error)) return new IsthmusError([faultOf(escaped(path), expected, error)], error)
  const found = error instanceof Error ? error.message : String(error)
  return fileError(
    path,
    { expected, found: found === '' ? 'a broken file' : found, remedy: 'restore it from a copy, or write it again' },
    error,
  )
}

async function* guarded(path: string, expected: string, chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
  try {
    yield* chunks
  } catch (error) {
    throw asFileError(path, expected, error)
  }
}

/** The chunks of a file as a stream of rows, which begins anew for each that iterates; every error is an `IsthmusError`. */
export const fileStream = (
  path: string,
  expected: string,
  chunks: () => AsyncIterable<Chunk>,
  length?: number,
): RowStream => ({
  ...present({ length }),
  chunks: { [Symbol.asyncIterator]: () => guarded(path, expected, chunks()) },
})
