import { access, rename, rm, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import { encodeNpy } from '../data/npy.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import { flag, words } from './parser.ts'

/** The options of a command that writes a file. */
export const outOptions = {
  out: words('--out', 'FILE', 'Where the result is written: .csv, or .npy where it is rows of numbers.'),
  force: flag('--force', 'Replace a file that is there.'),
}

export interface OutValues {
  readonly out: string | undefined
  readonly force: boolean
}

/** A place for a file, and whether what is there may be replaced. */
export interface Place {
  readonly path: string
  readonly force: boolean
}

export const place = ({ out, force }: OutValues, otherwise: string): Place => ({ path: out ?? otherwise, force })

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const taken = (where: string): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'exists',
      where,
      expected: 'a place for a new file',
      found: 'a file that is there already',
      remedy: 'choose another --out, or replace it with --force',
    },
  ])

/** Writes a file whole or not at all; what is there is only replaced if that was asked for. */
export const writeWhole = async (
  { path, force }: Place,
  content: string | Uint8Array,
): Promise<Either.Either<Faults, string>> => {
  if (!force && (await exists(path))) return taken(path)
  const beside = `${path}.partial-${process.pid}`
  try {
    await writeFile(beside, content)
    await rename(beside, path)
    return Either.right(path)
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined)
    return systemFault(path, 'a file that can be written', error)
  }
}

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** Lines of cells as CSV. */
export const csvText = (header: ReadonlyArray<string>, rows: Iterable<ReadonlyArray<string | number>>): string => {
  const lines = [header.map(quoted).join(',')]
  for (const row of rows) lines.push(row.map((cell) => quoted(String(cell))).join(','))
  return `${lines.join('\n')}\n`
}

function* tensorRows({ data, shape }: HostTensor): Generator<ReadonlyArray<number>> {
  const width = product(shape.slice(1))
  for (let start = 0; start < data.length; start += width) yield Array.from(data.subarray(start, start + width))
}

/** Rows of numbers as .npy or .csv, by the ending of the path. */
export const writeRows = async (
  at: Place,
  rows: HostTensor,
  columns: ReadonlyArray<string>,
): Promise<Either.Either<Faults, string>> => {
  const { path } = at
  const extension = extname(path)
  if (extension === '.npy') return writeWhole(at, encodeNpy(Float32Array.from(rows.data), rows.shape))
  if (extension === '.csv') return writeWhole(at, csvText(columns, tensorRows(rows)))
  return Either.left([
    {
      fault: 'wrong file',
      where: path,
      expected: 'a path that ends in .csv or .npy',
      found: extension === '' ? 'no ending' : extension,
    },
  ])
}
