import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** Whether a path is a pattern: * stands for any part of a name, ? for one character, ** for folders on the way. */
export const isPattern = (path: string): boolean => /[*?]/.test(path)

const expressionOf = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

/** The names of a folder, in the order of their letters; hidden ones are left out. None where there is no such folder. */
const namesIn = async (folder: string): Promise<ReadonlyArray<string>> => {
  try {
    const names = await readdir(folder === '' ? '.' : folder)
    return names.filter((name) => !name.startsWith('.')).toSorted()
  } catch {
    return []
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  )

/** The folders at and below one. */
const below = async (folder: string): Promise<ReadonlyArray<string>> => {
  const names = await namesIn(folder)
  const inner = await Promise.all(
    names.map(async (name) => ((await isFolder(join(folder, name))) ? below(join(folder, name)) : [])),
  )
  return [folder, ...inner.flat()]
}

const expand = async (folder: string, parts: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  const [part, ...rest] = parts
  if (part === undefined) return (await stat(folder).catch(() => undefined)) === undefined ? [] : [folder]
  const next =
    part === '**'
      ? await below(folder)
      : isPattern(part)
        ? (await namesIn(folder)).filter((name) => expressionOf(part).test(name)).map((name) => join(folder, name))
        : [folder === '' ? part : join(folder, part)]
  const all = await Promise.all(next.map((path) => expand(path, rest)))
  return all.flat()
}

/** The paths that a pattern means, in the order of their letters. */
export const matching = async (pattern: string): Promise<ReadonlyArray<string>> => {
  const isAbsolute = pattern.startsWith('/')
  const found = await expand(
    isAbsolute ? '/' : '',
    pattern.split('/').filter((part) => part !== ''),
  )
  return [...new Set(found)].toSorted()
}

/** Whether the name of a file has one of these endings. */
export const hasEnding = (path: string, endings: ReadonlyArray<string>): boolean =>
  endings.some((ending) => basename(path).toLowerCase().endsWith(ending))

/**
 * The files that a path of a source means: those that a pattern matches, those of a folder with the endings of the source,
 * or the path itself.
 */
export const shardsOf = async (path: string, endings: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
  if (isPattern(path)) return matching(path)
  if (!(await isFolder(path))) return [path]
  const names = await namesIn(path)
  return names.filter((name) => hasEnding(name, endings)).map((name) => join(path, name))
}
