import { readFile } from 'node:fs/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Codec } from '../codec/index.ts'
import { decode } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'
import { parseJson } from './parseJson.ts'

export const readBytes = (path: string, what: string): FallibleTask<Uint8Array> =>
  attempt(path, what, () => readFile(path))

/** A file of JSON. */
export const readJson = (path: string, what: string): FallibleTask<unknown> =>
  pipe(
    readBytes(path, what),
    TaskEither.flatMapEither((bytes) =>
      parseJson(path, bytes, { expected: 'JSON', remedy: 'restore the run from a copy' }),
    ),
  )

/** A file of JSON that a codec decodes. */
export const readDecoded = <A>(path: string, what: string, codec: Codec<A>): FallibleTask<A> =>
  pipe(
    readJson(path, what),
    TaskEither.flatMapEither((json) => decode(codec, json, path)),
  )
