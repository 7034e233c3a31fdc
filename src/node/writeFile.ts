import { access, readdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import { writeDurably } from './durable.ts'
import { exists } from './folders.ts'
import type { RowsOut } from './writers/index.ts'
import { writerFor } from './writers/index.ts'

/** The path of a file, and whether a file that exists there may be replaced. */
export interface Destination {
  readonly path: string
  readonly replace: boolean
}

const alreadyExists = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a path that does not exist yet',
  found: 'an existing file',
  remedy: 'choose another --out, or replace the file with --force',
})

const noFolder = (where: string): Fault => ({
  fault: 'file system',
  where,
  expected: 'a path in a folder that exists',
  found: `no folder ${dirname(where)}`,
  remedy: 'create the folder, or choose another --out',
})

const expectation = 'a file that can be written'

/** A path without the slash that says that it is a folder. */
const bare = (path: string): string => (path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)

/** Makes a file or a folder beside its path and renames it, so that nothing half written is ever there. */
const replaceWhole = (path: string, make: (temporary: string) => FallibleTask<unknown>): FallibleTask<string> => {
  const temporary = `${bare(path)}.partial-${process.pid}`
  const discard = attempt(path, expectation, () => rm(temporary, { recursive: true, force: true }))
  const finish = attempt(path, expectation, async () => {
    // A folder is not replaced by a renamed one unless it is empty.
    if (path.endsWith('/')) await rm(bare(path), { recursive: true, force: true })
    await rename(temporary, bare(path))
    return path
  })
  return pipe(
    discard,
    TaskEither.flatMap(() => make(temporary)),
    TaskEither.flatMap(() => finish),
    TaskEither.orElseFirstTaskK(() => discard),
  )
}

const notImages = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a folder of images, or a path that does not exist yet',
  found: 'a folder with other files, which --force does not replace',
  remedy: 'choose another --out',
})

/** Whether an existing folder may be replaced: one of images alone. */
const isReplaceable = async (path: string): Promise<boolean> =>
  !path.endsWith('/') ||
  !(await exists(path)) ||
  (await readdir(path)).every((name) => name.toLowerCase().endsWith('.png'))

/** Why a file cannot be written to a path, if that can be seen beforehand. */
const conflict = async ({ path, replace }: Destination): Promise<Fault | undefined> => {
  if (!(await exists(dirname(path)))) return noFolder(path)
  if (!replace && (await exists(bare(path)))) return alreadyExists(path)
  if (!(await isReplaceable(path))) return notImages(path)
  await access(dirname(path))
  return undefined
}

/** Refuses a destination that cannot be written to, before anything is computed for it. */
export const checkDestination = (destination: Destination): FallibleTask<void> =>
  pipe(
    attempt(destination.path, expectation, () => conflict(destination)),
    TaskEither.flatMap((fault) => (fault === undefined ? TaskEither.right(undefined) : refused(fault))),
  )

/** Writes a file whole or not at all; an existing file is replaced only on request. Returns its path. */
export const writeWhole = (destination: Destination, content: string | Uint8Array): FallibleTask<string> =>
  pipe(
    checkDestination(destination),
    TaskEither.flatMap(() =>
      replaceWhole(destination.path, (temporary) =>
        attempt(destination.path, expectation, () => writeDurably(temporary, content)),
      ),
    ),
  )

/** Writes rows by the writer of the path's ending, whole or not at all. Returns the path. */
export const writeRows = (destination: Destination, rows: RowsOut): FallibleTask<string> =>
  pipe(
    TaskEither.fromEither(writerFor(destination.path, rows.tensor === undefined ? 'table' : 'tensor')),
    TaskEither.tap(() => checkDestination(destination)),
    TaskEither.flatMap((writer) => replaceWhole(destination.path, (temporary) => writer.write(temporary, rows))),
  )
