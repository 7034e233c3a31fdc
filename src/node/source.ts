import { isAbsolute, join, relative, resolve } from 'node:path'
import type { SourceSpec, WindowSettings } from '../data/index.ts'
import { isPattern, matching } from '../data/files/index.ts'
import { present } from '../tensor/present.ts'
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

/** The sources of an experiment: its data, and the target where that is not the data. */
export interface SourceSpecs {
  readonly data: SourceSpec
  readonly target?: SourceSpec
  /** How windows are cut of the rows of the data, where they are points of a series. */
  readonly windows?: WindowSettings
}

/** The sources of an experiment with paths that the working directory leads to. */
export const locateSources = async (
  { data, target, windows }: SourceSpecs,
  folder: string | undefined,
): Promise<SourceSpecs> => ({
  data: await locate(data, folder),
  ...(target === undefined ? {} : { target: await locate(target, folder) }),
  ...present({ windows }),
})

/** A source as the spec of a run holds it: its path starts at the folder of the run. */
export const relativeTo = (folder: string, source: SourceSpec): SourceSpec => {
  const path = pathOf(source)
  return path === undefined || path === '-' || isAbsolute(path)
    ? source
    : { ...source, path: relative(folder, resolve(path)) }
}

/** The same of all sources of an experiment. */
export const relativeSources = (folder: string, { data, target }: SourceSpecs): SourceSpecs => ({
  data: relativeTo(folder, data),
  ...(target === undefined ? {} : { target: relativeTo(folder, target) }),
})
