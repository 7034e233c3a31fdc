import { rename, rm, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import { systemFault } from '../data/files/index.ts'
import { encodeNpy } from '../data/npy.ts'
import type { HostTensor } from '../data/safetensors.ts'
import { product } from '../tensor/shape.ts'

/** Writes a file whole or not at all. */
export const writeWhole = async (
  path: string,
  content: string | Uint8Array,
): Promise<Either.Either<Faults, string>> => {
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
  path: string,
  rows: HostTensor,
  columns: ReadonlyArray<string>,
): Promise<Either.Either<Faults, string>> => {
  const extension = extname(path)
  if (extension === '.npy') return writeWhole(path, encodeNpy(Float32Array.from(rows.data), rows.shape))
  if (extension === '.csv') return writeWhole(path, csvText(columns, tensorRows(rows)))
  return Either.left([
    {
      fault: 'wrong file',
      where: path,
      expected: 'a path that ends in .csv or .npy',
      found: extension === '' ? 'no ending' : extension,
    },
  ])
}
