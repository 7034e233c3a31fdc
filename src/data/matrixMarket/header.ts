import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'

/** How the entries that a file leaves out follow from those that it has. */
export type Symmetry = 'general' | 'symmetric' | 'skew-symmetric'

/** The first lines of a MatrixMarket file (Boisvert, Pozo and Remington 1996, NIST IR 5935). */
export interface MatrixHeader {
  /** Whether every line is an entry with its row and column; else all cells follow, column by column. */
  readonly isCoordinate: boolean
  /** Whether entries have no value and count as 1. */
  readonly isPattern: boolean
  readonly symmetry: Symmetry
  readonly rows: number
  readonly columns: number
  /** The number of lines that follow. */
  readonly entries: number
  /** The number of lines up to here. */
  readonly lines: number
}

const faultAt = (name: string, line: number, expected: string, found: string, remedy?: string): Fault => ({
  fault: 'broken file',
  where: `${name}:${line}`,
  expected,
  found: JSON.stringify(found.slice(0, 60)),
  remedy: remedy ?? 'write it with scipy.io.mmwrite, or restore it from a copy',
})

type Banner = Pick<MatrixHeader, 'isCoordinate' | 'isPattern' | 'symmetry'>

const symmetries: ReadonlyArray<Symmetry> = ['general', 'symmetric', 'skew-symmetric']

/** The first line: `%%MatrixMarket matrix coordinate real general`. */
export const parseBanner = (text: string, name: string): Fallible<Banner> => {
  const [start = '', object, format = '', field = '', word = ''] = text.trim().toLowerCase().split(/\s+/)
  const banner = '%%MatrixMarket matrix coordinate|array real|integer|pattern general|symmetric|skew-symmetric'
  if (start !== '%%matrixmarket') return failure(faultAt(name, 1, `the line ${banner}`, text))
  if (field === 'complex' || word === 'hermitian')
    return failure(faultAt(name, 1, 'real numbers', text, 'write real and imaginary part as two matrices'))
  const symmetry = symmetries.find((known) => known === word)
  const isCoordinate = format === 'coordinate'
  const isPattern = field === 'pattern' && isCoordinate
  const isField = isPattern || ['real', 'double', 'integer', 'unsigned-integer'].includes(field)
  if (object !== 'matrix' || symmetry === undefined || !isField || (!isCoordinate && format !== 'array'))
    return failure(faultAt(name, 1, `the line ${banner}`, text))
  return Either.right({ isCoordinate, isPattern, symmetry })
}

const maxExtent = 2 ** 32 - 1

/** How many cells a dense file of this symmetry has. */
const cellsOf = (rows: number, symmetry: Symmetry): number =>
  symmetry === 'symmetric' ? (rows * (rows + 1)) / 2 : (rows * (rows - 1)) / 2

/** The line of sizes: rows, columns and, where lines are entries, their number. */
export const parseSizes = (text: string, lines: number, banner: Banner, name: string): Fallible<MatrixHeader> => {
  const { isCoordinate, symmetry } = banner
  const words = text.trim().split(/\s+/)
  const [rows = 0, columns = 0, count = 0] = words.map(Number)
  const expected = isCoordinate ? 'rows, columns and entries' : 'rows and columns'
  const isWhole = words.every((word) => /^\d{1,15}$/.test(word))
  if (!isWhole || words.length !== (isCoordinate ? 3 : 2)) return failure(faultAt(name, lines, expected, text))
  if (rows === 0 || columns === 0 || rows > maxExtent || columns > maxExtent)
    return failure(faultAt(name, lines, `1 to ${maxExtent} rows and columns`, text))
  if (symmetry !== 'general' && rows !== columns)
    return failure(faultAt(name, lines, `as many rows as columns, as the matrix is ${symmetry}`, text))
  const entries = isCoordinate ? count : symmetry === 'general' ? rows * columns : cellsOf(rows, symmetry)
  if (entries > rows * columns) return failure(faultAt(name, lines, 'no more entries than cells', text))
  return Either.right({ ...banner, rows, columns, entries, lines })
}
