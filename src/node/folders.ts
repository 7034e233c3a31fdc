import { access, mkdir, rmdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Whether there is something at a path. */
export const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The folders on the way to one, outermost first, that are not there yet. */
const missing = async (folder: string): Promise<ReadonlyArray<string>> =>
  (await exists(folder)) ? [] : [...(await missing(dirname(folder))), folder]

/**
 * Makes a folder and those on the way to it, all or none, and returns how to take them away again while they are
 * empty. (Node's own recursive way does not end where the system answers "no such folder" below one that is there, as
 * in /proc.)
 */
export const makeFolders = async (path: string): Promise<() => Promise<void>> => {
  const made: Array<string> = []
  const unmake = async (): Promise<void> => {
    for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined)
  }
  try {
    for (const folder of await missing(resolve(path))) {
      await mkdir(folder)
      made.push(folder)
    }
    return unmake
  } catch (error) {
    await unmake()
    throw error
  }
}
