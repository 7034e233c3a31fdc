import { access, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, refused } from '../data/files/index.ts'
import type { Schema } from '../data/index.ts'
import { cellRows } from '../data/index.ts'
import { encodeNpy } from '../data/npy.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import { exists } from './folders.ts'

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

const write = async (path: string, content: string | Uint8Array): Promise<string> => {
  const temporary = `${path}.partial-${process.pid}`
  try {
    await writeFile(temporary, content)
    await rename(temporary, path)
    return path
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/** Why a file cannot be written to a path, if that can be seen beforehand. */
const conflict = async ({ path, replace }: Destination): Promise<Fault | undefined> => {
  if (!(await exists(dirname(path)))) return noFolder(path)
  if (!replace && (await exists(path))) return alreadyExists(path)
  await access(dirname(path))
  return undefined
}

const expectation = 'a file that can be written'

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
    TaskEither.flatMap(() => attempt(destination.path, expectation, () => write(destination.path, content))),
  )

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A header and rows of cells as CSV. */
export const csvText = (header: ReadonlyArray<string>, rows: Iterable<ReadonlyArray<string | number>>): string => {
  const lines = [header.map(quoted).join(',')]
  for (const row of rows) lines.push(row.map((cell) => quoted(String(cell))).join(','))
  return `${lines.join('\n')}\n`
}

/** Refuses a path whose ending is none of these. */
export const checkEnding = (path: string, endings: ReadonlyArray<string>): FallibleTask<void> => {
  const ending = extname(path)
  if (endings.includes(ending)) return TaskEither.right(undefined)
  return refused({
    fault: 'wrong file',
    where: path,
    expected: `a path that ends in ${endings.join(' or ')}`,
    found: ending === '' ? 'a path without extension' : ending,
  })
}

/** What is known of rows that are written. */
export interface RowNames {
  readonly columns: ReadonlyArray<string>
  /** What names each row: the first column of a table. */
  readonly ids?: ReadonlyArray<string> | undefined
  /** What the columns hold: categories and dates are written as such. */
  readonly schema?: Schema | undefined
}

/** A header and rows with the names of the rows in front, where there are any. */
export const withIds = (
  ids: ReadonlyArray<string> | undefined,
  header: ReadonlyArray<string>,
  rows: Iterable<ReadonlyArray<string | number>>,
): string => {
  if (ids === undefined) return csvText(header, rows)
  const named = function* (): Generator<ReadonlyArray<string | number>> {
    let at = 0
    for (const row of rows) yield [ids[at++] ?? '', ...row]
  }
  return csvText(['id', ...header], named())
}

/** Rows of numbers as .npy or .csv, by the ending of the path. */
export const writeRows = (
  destination: Destination,
  { data, shape }: HostTensor,
  { columns, ids, schema }: RowNames,
): FallibleTask<string> =>
  extname(destination.path) === '.npy'
    ? writeWhole(destination, encodeNpy(Float32Array.from(data), shape))
    : writeWhole(destination, withIds(ids, columns, cellRows(data, product(shape.slice(1)), schema)))
