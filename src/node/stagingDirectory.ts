import { rmSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import { syncFolder, writeDurably } from './durable.ts'
import { exists, makeFolders } from './folders.ts'
import { conflictAt } from './runPlace.ts'

/** A hidden folder next to the path of a run, in which the run is built: it appears whole or not at all. */
export interface StagingDirectory {
  /** The folder that the run is to become. */
  readonly target: string
  /** Writes a file, also where somebody has removed the folder meanwhile. */
  readonly write: (name: string, content: string | Uint8Array) => Promise<void>
  /** Renames the folder to the path of the run, or to a path of its own if that was taken meanwhile; returns the path. */
  readonly finish: FallibleTask<string>
  readonly discard: () => Promise<void>
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

/** Ends the process where nobody else listens to the signal that came. */
const leave = (signal: keyof typeof signals): void => {
  if (process.listenerCount(signal) === 1) process.exit(signals[signal])
}

/** Removes a folder when the process ends, by a signal too; returns how to cancel this. */
const removeAtExit = (folder: string): (() => void) => {
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  for (const signal of Object.keys(signals)) process.on(signal, leave)
  return () => {
    process.off('exit', remove)
    for (const signal of Object.keys(signals)) process.off(signal, leave)
  }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of somebody else is one that runs.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Tidies up after processes that were killed: a run that was being built is removed, one that was being replaced goes
 * back to its path if the new one did not get there.
 */
const tidyUp = async (target: string): Promise<void> => {
  const left = new RegExp(String.raw`^\.(.+)\.(partial|replaced)-(\d+)$`)
  const parent = dirname(target)
  for (const name of await readdir(parent).catch(() => [])) {
    const [, run, kind, pid] = left.exec(name) ?? []
    if (run !== basename(target) || isRunning(Number(pid))) continue
    if (kind === 'replaced' && !(await exists(target))) await rename(join(parent, name), target)
    else await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** Renames a folder to a path, at which a run may be; that one is removed once the new one is there. */
const moveTo = async (folder: string, target: string): Promise<void> => {
  const replaced = join(dirname(target), `.${basename(target)}.replaced-${process.pid}`)
  const isThere = await exists(target)
  if (isThere) await rename(target, replaced)
  try {
    await rename(folder, target)
  } catch (error) {
    if (isThere) await rename(replaced, target)
    throw error
  }
  await syncFolder(dirname(target))
  if (isThere) await rm(replaced, { recursive: true, force: true })
}

const expectation = 'a path that a run can be written to'

const stage = async (path: string, force: boolean): Promise<StagingDirectory> => {
  const target = resolve(path)
  const folder = join(dirname(target), `.${basename(target)}.partial-${process.pid}`)
  await tidyUp(target)
  const unmake = await makeFolders(folder)
  const keep = removeAtExit(folder)
  return {
    target,
    write: async (name, content) => {
      await makeFolders(folder)
      await writeDurably(join(folder, name), content)
    },
    finish: attempt(path, expectation, async () => {
      const suffix = (await conflictAt(path, force)) === undefined ? '' : `-${process.pid}`
      await syncFolder(folder)
      await moveTo(folder, target + suffix)
      keep()
      return path + suffix
    }),
    discard: async () => {
      await rm(folder, { recursive: true, force: true })
      await unmake()
      keep()
    },
  }
}

/** Makes room for a run. A path that exists is refused (unless it is a run and `force`), as is one that cannot be written to. */
export const openStaging = (path: string, force: boolean): FallibleTask<StagingDirectory> =>
  pipe(
    attempt(path, expectation, () => conflictAt(path, force)),
    TaskEither.flatMap((fault) =>
      fault === undefined ? attempt(path, expectation, () => stage(path, force)) : refused(fault),
    ),
  )
