import { rmSync } from 'node:fs'
import { readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import { exists, makeFolders } from './folders.ts'

type Result<A> = Promise<Either.Either<Faults, A>>

/** A folder beside the run's place, in which it is built: the run itself appears whole or not at all. */
export interface StagingDirectory {
  readonly write: (name: string, content: string | Uint8Array) => Promise<void>
  /** Puts the finished folder in its place, or beside it if that has been taken meanwhile, and says where it is. */
  readonly finish: () => Result<string>
  readonly discard: () => Promise<void>
}

const signals = { SIGINT: 130, SIGTERM: 143 } as const

/** Ends the process where nobody else listens to the signal that came. */
const leave = (signal: keyof typeof signals): void => {
  if (process.listenerCount(signal) === 1) process.exit(signals[signal])
}

/** Takes a folder away when the process ends, by a signal too, until what is returned is called. */
const sweptAtExit = (folder: string): (() => void) => {
  const sweep = (): void => rmSync(folder, { recursive: true, force: true })
  process.on('exit', sweep)
  process.on('SIGINT', leave)
  process.on('SIGTERM', leave)
  return () => {
    process.off('exit', sweep)
    process.off('SIGINT', leave)
    process.off('SIGTERM', leave)
  }
}

/** Whether a place may be made free: that of a run, or an empty folder. */
const isReplaceable = async (place: string): Promise<boolean> => {
  const names = await readdir(place).catch(() => ['not a folder'])
  return names.length === 0 || names.includes('run.json')
}

const noRun = (path: string): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'exists',
      where: path,
      expected: 'a run, or a place for a new one',
      found: 'something that is no run, which --force does not replace',
      remedy: 'choose another --out',
    },
  ])

const taken = (path: string): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'exists',
      where: path,
      expected: 'a place for a new run',
      found: 'something that is there already',
      remedy: 'choose another --out, or replace it with --force',
    },
  ])

/** Makes room for a run: refuses a place that is taken (unless by a run, and forced) or that cannot be written to. */
export const openWorkplace = async (path: string, force: boolean): Result<StagingDirectory> => {
  const place = resolve(path)
  const refused = async (): Promise<Either.Either<Faults, never> | undefined> => {
    if (!(await exists(place))) return undefined
    if (!force) return taken(path)
    return (await isReplaceable(place)) ? undefined : noRun(path)
  }
  const before = await refused()
  if (before !== undefined) return before
  try {
    const folder = join(dirname(place), `.${basename(place)}.partial-${process.pid}`)
    const unmake = await makeFolders(folder)
    const keep = sweptAtExit(folder)
    return Either.right({
      write: (name, content) => writeFile(join(folder, name), content),
      finish: async () => {
        try {
          const suffix = (await refused()) === undefined ? '' : `-${process.pid}`
          await rm(place + suffix, { recursive: true, force: true })
          await rename(folder, place + suffix)
          keep()
          return Either.right(path + suffix)
        } catch (error) {
          return systemFault(path, 'a place for a run', error)
        }
      },
      discard: async () => {
        await rm(folder, { recursive: true, force: true })
        await unmake()
        keep()
      },
    })
  } catch (error) {
    return systemFault(path, 'a place for a run', error)
  }
}
