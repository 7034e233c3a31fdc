import { product } from '../../../tensor/shape.ts'
import { decodeNumbers } from '../../arrays/decodeNumbers.ts'
import { elementCode, isNumeric, storageType } from '../../mat/types.ts'
import type { MatBytes, MatElement, MatHead } from './matElements.ts'
import { readData, readHead, readTag, refuse } from './matElements.ts'

const encodings: Readonly<Record<number, readonly [little: string, big: string]>> = {
  1: ['latin1', 'latin1'],
  2: ['latin1', 'latin1'],
  4: ['utf-16le', 'utf-16be'],
  16: ['utf-8', 'utf-8'],
  17: ['utf-16le', 'utf-16be'],
}

/** The characters of an element of text. */
const charactersOf = (where: MatBytes, element: MatElement, bytes: Uint8Array): ReadonlyArray<string> => {
  const [little, big] = encodings[element.code] ?? []
  const encoding = where.littleEndian ? little : big
  if (encoding === undefined) throw refuse(where.source, element.start, 'text', `an element of type ${element.code}`)
  return Array.from(new TextDecoder(encoding).decode(bytes))
}

/** The rows of a matrix of characters, column-major, without the blanks that fill them up. */
const readCharacterRows = async (where: MatBytes, head: MatHead): Promise<Array<string>> => {
  const [length = 0] = head.shape
  const size = product(head.shape)
  if (size === 0) return [...Array<string>(length)].map(() => '')
  const element = await readTag(where, head.data)
  const characters = charactersOf(where, element, await readData(where, element, where.end - element.start))
  if (characters.length !== size)
    throw refuse(where.source, element.start, `${size} characters`, `${characters.length}`)
  return Array.from({ length }, (_, row) =>
    characters
      .filter((_, i) => i % length === row)
      .join('')
      .trimEnd(),
  )
}

/** The numbers of an array as they are stored. */
const readNumbers = async (where: MatBytes, head: MatHead): Promise<Array<string>> => {
  const element = await readTag(where, head.data)
  const type = storageType(element.code, where.littleEndian)
  const size = product(head.shape)
  if (type === undefined || element.bytes !== size * type.bytes)
    throw refuse(where.source, element.start, `${size} numbers`, `${element.bytes} bytes of type ${element.code}`)
  const values = decodeNumbers(await readData(where, element, where.end - element.start), type)
  return Array.from(values, (value) => (head.isLogical ? String(value !== 0) : String(value)))
}

/** The text or number of each cell. */
const readCells = async (where: MatBytes, head: MatHead): Promise<Array<string>> => {
  const size = product(head.shape)
  if (8 * size > where.end - head.data) throw refuse(where.source, head.data, `${size} cells`, 'fewer bytes')
  const labels: Array<string> = []
  for (let [i, at] = [0, head.data]; i < size; i++) {
    const cell = await readTag(where, at)
    if (cell.code !== elementCode.matrix) throw refuse(where.source, at, 'a cell', `an element of type ${cell.code}`)
    const inner: MatBytes = { ...where, end: cell.start + cell.bytes }
    labels.push(cell.bytes === 0 ? '' : await readCell(inner, cell.start))
    at = cell.next
  }
  return labels
}

const readCell = async (where: MatBytes, at: number): Promise<string> => {
  const head = await readHead(where, at)
  if (head.className === 'cell' || product(head.shape) > 2 ** 16)
    throw refuse(where.source, at, 'a cell with one text or number', `a ${head.className} array`)
  return (await readLabels(where, head)).join('')
}

/** An array as labels, one a row: numbers, the rows of a matrix of characters, the texts of cells. */
export const readLabels = async (where: MatBytes, head: MatHead): Promise<Array<string>> => {
  if (head.className === 'char') return readCharacterRows(where, head)
  if (head.className === 'cell') return readCells(where, head)
  if (isNumeric(head.className) && !head.isComplex) return readNumbers(where, head)
  throw refuse(where.source, head.data, 'labels: numbers, text or cells of text', `a ${head.className} array`)
}
