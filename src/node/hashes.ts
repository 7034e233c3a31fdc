import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt } from '../data/files/index.ts'

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const changed = (where: string): Fault => ({
  fault: 'broken file',
  where,
  expected: 'the file as training wrote it, by the sha256 in run.json',
  found: 'another one: it was changed or damaged',
  remedy: 'restore it from a copy, or remove its line from "files" in run.json to use it as it is',
})

/** Refuses a run of which a file is not the one that training wrote. `files` has the sha256 of each by its name. */
export const checkHashes = (folder: string, files: Readonly<Record<string, string>>): FallibleTask<void> =>
  pipe(
    attempt(folder, 'the files of a run', () =>
      Promise.all(
        Object.entries(files)
          .filter(([name]) => basename(name) === name)
          .map(async ([name, hash]) =>
            (await hashOf(join(folder, name))) === hash ? [] : [changed(join(folder, name))],
          ),
      ),
    ),
    TaskEither.flatMapEither((faults) => settle(faults.flat(), () => undefined)),
  )
