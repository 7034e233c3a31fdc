import { isAbsolute, join, relative, resolve } from 'node:path'
import type { SourceSpec } from '../data/index.ts'
import { isPattern, matching } from '../data/files/index.ts'
import { exists } from './folders.ts'

/** Whether there is a file or folder at a path, or one that a pattern means. */
const isThere = async (path: string): Promise<boolean> =>
  isPattern(path) ? (await matching(path)).length > 0 : exists(path)

/** The path of a source that is a file. */
export const pathOf = ({ path }: SourceSpec): string | undefined => (typeof path === 'string' ? path : undefined)

/**
 * A source with a path that the working directory leads to. A relative path of a spec starts at the folder of the spec;
 * if there is no such file, at the working directory.
 */
export const locate = async (source: SourceSpec, folder: string | undefined): Promise<SourceSpec> => {
  const path = pathOf(source)
  if (path === undefined || path === '-' || folder === undefined || isAbsolute(path)) return source
  const inFolder = join(folder, path)
  return (await isThere(inFolder)) ? { ...source, path: inFolder } : source
}

/** A source as the spec of a run holds it: its path starts at the folder of the run. */
export const relativeTo = (folder: string, source: SourceSpec): SourceSpec => {
  const path = pathOf(source)
  return path === undefined || path === '-' || isAbsolute(path)
    ? source
    : { ...source, path: relative(folder, resolve(path)) }
}
