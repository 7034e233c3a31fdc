import { readdir, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Fault } from '../codec/index.ts'
import { exists } from './folders.ts'

/** What a run directory holds, of every version. */
const runFiles: ReadonlySet<string> = new Set([
  'run.json',
  'spec.json',
  'model.safetensors',
  'weights.safetensors',
  'history.csv',
  'evaluation.json',
])

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

const notARun = (where: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a run, or a path that does not exist yet',
  found: 'something that is not a run, which --force does not replace',
  remedy: 'choose another --out',
})

const otherFiles = (where: string, name: string): Fault => ({
  fault: 'exists',
  where,
  expected: 'a run directory without other files',
  found: `"${name}", which is not of the run and would be lost`,
  remedy: 'move it elsewhere, or choose another --out',
})

/** Why the run in a folder may not be replaced, if it may not. */
const irreplaceable = async (path: string): Promise<Fault | undefined> => {
  const names = await readdir(resolve(path))
  if (names.length === 0) return undefined
  if (!names.includes('run.json')) return notARun(path)
  const other = names.find((name) => !runFiles.has(name))
  return other === undefined ? undefined : otherFiles(path, other)
}

/** Why a run may not be written to a path, if it may not. With `force`, it may replace a run, but nothing else. */
export const conflictAt = async (path: string, force: boolean): Promise<Fault | undefined> => {
  const place = resolve(path)
  if (!(await exists(place))) return undefined
  if (!(await stat(place)).isDirectory()) return isFile(path)
  return force ? irreplaceable(path) : alreadyExists(path)
}
