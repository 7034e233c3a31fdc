import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileError } from './fileFault.ts'

/** Files of a folder or a pattern, in the order of their paths. */
export interface FoundFiles {
  /** The folder that was looked through. */
  readonly root: string
  readonly paths: ReadonlyArray<string>
}

const isPattern = (part: string): boolean => /[*?{]/.test(part)

const escapes = /[.+^$()|[\]\\]/g

/** A pattern of paths (`*`, `**`, `?`, `{a,b}`) as a regular expression. */
const regexOf = (pattern: string): RegExp => {
  let depth = 0
  const source = pattern.replace(escapes, '\\$&').replace(/\*\*\/|\*\*|\*|\?|\{|\}|,/g, (sign) => {
    if (sign === '{') depth++
    if (sign === '}') depth--
    const signs: Readonly<Record<string, string>> = {
      '**/': '(?:[^/]+/)*',
      '**': '.*',
      '*': '[^/]*',
      '?': '[^/]',
      '{': '(?:',
      '}': ')',
    }
    return sign === ',' ? (depth > 0 ? '|' : ',') : (signs[sign] ?? sign)
  })
  return new RegExp(`^${source}$`)
}

const isHidden = ({ name }: Dirent): boolean => name.startsWith('.')

/** The files below a folder; folders that are links are not entered, as they may lead round in a circle. */
const filesBelow = async (folder: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const found = await Promise.all(
    entries
      .filter((entry) => !isHidden(entry))
      .map(async (entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return filesBelow(path)
        return entry.isFile() || (entry.isSymbolicLink() && (await stat(path)).isFile()) ? [path] : []
      }),
  )
  return found.flat()
}

const byPath = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The folder above the first part of a path that is a pattern. */
const rootOf = (pattern: string): string => {
  const parts = pattern.split('/')
  const fixed = parts.slice(0, parts.findIndex(isPattern))
  return fixed.length === 0 ? '.' : fixed.join('/') === '' ? '/' : fixed.join('/')
}

const candidates = async (path: string): Promise<FoundFiles> => {
  if (isPattern(path)) {
    const root = rootOf(path)
    const regex = regexOf(join(path))
    return { root, paths: (await filesBelow(root)).filter((each) => regex.test(each)) }
  }
  const entry = await stat(path)
  return entry.isDirectory() ? { root: path, paths: await filesBelow(path) } : { root: join(path, '..'), paths: [path] }
}

/**
 * The files with one of these endings in a folder and the folders in it, or those that a pattern names, such as
 * `photos/*.png`; a single file is itself. Hidden files are left out. No files are an error.
 */
export const filesOf = async (path: string, endings: ReadonlyArray<string>, what: string): Promise<FoundFiles> => {
  const { root, paths } = await candidates(path)
  const named = paths.filter((each) => endings.some((ending) => basename(each).toLowerCase().endsWith(ending)))
  if (named.length > 0) return { root, paths: named.toSorted(byPath) }
  throw fileError(path, {
    fault: 'empty file',
    expected: `${what} (${endings.join(', ')})`,
    found:
      paths.length === 0 ? 'no files' : `files of other kinds, such as ${basename(paths.toSorted(byPath)[0] ?? '')}`,
    remedy: 'check the folder or the pattern',
  })
}
