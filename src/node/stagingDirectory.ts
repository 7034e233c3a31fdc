import { rmSync } from 'node:fs'
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import { exists, makeFolders } from './folders.ts'

/** A hidden folder next to the path of a run, in which the run is built: it appears whole or not at all. */
export interface StagingDirectory {
  /** The folder that the run is to become. */
  readonly target: string
  readonly write: (name: string, content: string | Uint8Array) => Promise<void>
  /** Renames the folder to the path of the run, or to a path of its own if that was taken meanwhile; returns the path. */
  readonly finish: FallibleTask<string>
  readonly discard: () => Promise<void>
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const

/** Ends the process where nobody else listens to the signal that came. */
const leave = (signal: keyof typeof signals): void => {
  if (process.listenerCount(signal) === 1) process.exit(signals[signal])
}

/** Removes a folder when the process ends, by a signal too; returns how to cancel this. */
const removeAtExit = (folder: string): (() => void) => {
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', remove)
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)
  return () => {
    process.off('exit', remove)
    process.off('SIGINT', leave)
    process.off('SIGTERM', leave)
  }
}

/** Whether a folder may be replaced: a run, or an empty folder. */
const isReplaceable = async (place: string): Promise<boolean> => {
  const names = await readdir(place).catch(() => ['not a folder'])
  return names.length === 0 || names.includes('run.json')
}

const notARun = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a run, or a path that does not exist yet',
  found: 'something that is not a run, which --force does not replace',
  remedy: 'choose another --out',
})

const alreadyExists = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a path that does not exist yet',
  found: 'an existing folder',
  remedy: 'choose another --out, or replace the run with --force',
})

const isFile = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a path that does not exist yet',
  found: 'an existing file',
  remedy: 'choose another --out',
})

/** Why a run may not be written to a path, if it may not. */
const conflict = async (path: string, force: boolean): Promise<Fault | undefined> => {
  const place = resolve(path)
  if (!(await exists(place))) return undefined
  if (!(await stat(place)).isDirectory()) return isFile(path)
  if (!force) return alreadyExists(path)
  return (await isReplaceable(place)) ? undefined : notARun(path)
}

const expectation = 'a path that a run can be written to'

const stage = async (path: string, force: boolean): Promise<StagingDirectory> => {
  const target = resolve(path)
  const folder = join(dirname(target), `.${basename(target)}.partial-${process.pid}`)
  const unmake = await makeFolders(folder)
  const keep = removeAtExit(folder)
  return {
    target,
    write: (name, content) => writeFile(join(folder, name), content),
    finish: attempt(path, expectation, async () => {
      const suffix = (await conflict(path, force)) === undefined ? '' : `-${process.pid}`
      await rm(target + suffix, { recursive: true, force: true })
      await rename(folder, target + suffix)
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
    attempt(path, expectation, () => conflict(path, force)),
    TaskEither.flatMap((fault) =>
      fault === undefined ? attempt(path, expectation, () => stage(path, force)) : refused(fault),
    ),
  )
