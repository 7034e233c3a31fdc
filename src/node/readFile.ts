import { readFile } from 'node:fs/promises'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec, Fallible } from '../codec/index.ts'
import { decode } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'

export const readBytes = (path: string, what: string): FallibleTask<Uint8Array> =>
  attempt(path, what, () => readFile(path))

const parse = (where: string, bytes: Uint8Array): Fallible<unknown> =>
  Either.tryCatch(
    (): unknown => JSON.parse(new TextDecoder().decode(bytes)),
    () => [
      {
        fault: 'broken file',
        where,
        expected: 'JSON',
        found: 'text that is not JSON',
        remedy: 'restore the run from a copy',
      },
    ],
  )

/** A file of JSON. */
export const readJson = (path: string, what: string): FallibleTask<unknown> =>
  pipe(
    readBytes(path, what),
    TaskEither.flatMapEither((bytes) => parse(path, bytes)),
  )

/** A file of JSON that a codec decodes. */
export const readDecoded = <A>(path: string, what: string, codec: Codec<A>): FallibleTask<A> =>
  pipe(
    readJson(path, what),
    TaskEither.flatMapEither((json) => decode(codec, json, path)),
  )
