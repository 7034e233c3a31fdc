import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { ElementType } from './elementType.ts'

/** The dtype of an array of text: how many characters of UTF-32 or bytes each cell has. */
export interface TextType {
  readonly kind: 'text'
  readonly encoding: 'utf-32' | 'bytes'
  /** The bytes of one cell. */
  readonly bytes: number
  readonly littleEndian: boolean
}

/** What the header of a NumPy file says. */
export interface NpyHeader {
  readonly type: ElementType | TextType
  readonly shape: Sizes
  readonly isFortran: boolean
}

/** The first bytes of a NumPy file. */
const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)

/** Whether some first bytes are those of a NumPy file. */
export const isNpy = (head: Uint8Array): boolean => magic.every((byte, i) => head[i] === byte)

/** Longer headers describe records of thousands of fields, and NumPy refuses them too unless told otherwise. */
export const maxHeaderLength = 65_536

const kinds: Readonly<Record<string, ElementType['kind']>> = { f: 'float', i: 'integer', u: 'unsigned', b: 'boolean' }

/** Which sizes NumPy has of each kind; float128 has no counterpart here. */
const byteSizes: Readonly<Record<string, ReadonlyArray<ElementType['bytes']>>> = {
  f: [2, 4, 8],
  i: [1, 2, 4, 8],
  u: [1, 2, 4, 8],
  b: [1],
}

/** How to convert what is not numbers, by the letter of its dtype. */
const remedies: Readonly<Record<string, readonly [found: string, remedy: string]>> = {
  c: ['complex numbers', 'save real and imaginary part as columns: np.concatenate([x.real, x.imag], axis=1)'],
  O: ['Python objects (pickle)', 'save numbers: np.save(file, x.astype(np.float64), allow_pickle=False)'],
  U: ['text', 'save numbers, or name the array as label'],
  S: ['text', 'save numbers, or name the array as label'],
  M: ['dates', 'save them as numbers: x.astype("datetime64[s]").astype(np.float64)'],
  m: ['durations', 'save them as numbers: x.astype("timedelta64[s]").astype(np.float64)'],
  f: ['long floats', 'save x.astype(np.float64)'],
  V: ['raw bytes', 'save x.astype(np.float32), and the fields of records as columns'],
}

const typeOf = (descr: string): ElementType | TextType | undefined => {
  const [, order = '', letter = '', digits = ''] = /^([<>|=])?([a-zA-Z])(\d{1,9})$/.exec(descr) ?? []
  const littleEndian = order !== '>'
  if (letter === 'U') return { kind: 'text', encoding: 'utf-32', bytes: 4 * Number(digits), littleEndian }
  if (letter === 'S') return { kind: 'text', encoding: 'bytes', bytes: Number(digits), littleEndian }
  const kind = kinds[letter]
  const bytes = byteSizes[letter]?.find((size) => size === Number(digits))
  return kind === undefined || bytes === undefined ? undefined : { kind, bytes, littleEndian }
}

/** The fault of a dtype that holds no numbers, with how to convert it. */
export const notNumbers = (where: string, descr: string): Fallible<never> => {
  const letter = /[a-zA-Z]/.exec(descr)?.[0] ?? ''
  const [found, remedy] = remedies[letter] ?? ['records', 'save the fields as the columns of one array of numbers']
  return failure({
    fault: 'wrong type',
    where,
    expected: 'numbers',
    found: `${found} (dtype ${descr.slice(0, 40)})`,
    remedy,
  })
}

const shapeOf = (text: string): Sizes | undefined => {
  const inner = text.trim().replace(/,$/, '')
  const extents = inner.trim() === '' ? [] : inner.split(',').map((extent) => extent.trim())
  const sizes = extents.map(Number)
  return extents.length <= 32 && extents.every((extent) => /^\d{1,16}L?$/.test(extent)) ? sizes : undefined
}

/**
 * The header of a NumPy file: a Python dictionary with the keys descr, fortran_order and shape, after the magic string,
 * the version and its length (numpy.lib.format, versions 1.0 to 3.0).
 */
export const parseNpyHeader = (text: string, where: string): Fallible<NpyHeader> => {
  const broken = (found: string): Fallible<never> =>
    failure({
      fault: 'broken file',
      where,
      expected: 'the header of a NumPy file',
      found,
      remedy: 'save the array again with np.save',
    })
  if (/^\s*\{\s*'descr'\s*:\s*\[/.test(text)) return notNumbers(where, '')
  const keys =
    /^\s*\{(?=.*'descr'\s*:\s*'([^']*)')(?=.*'fortran_order'\s*:\s*(True|False))(?=.*'shape'\s*:\s*\(([^()]*)\))/
  const [, descr, order, extents] = keys.exec(text.replaceAll('\n', ' ')) ?? []
  if (descr === undefined || extents === undefined) return broken('no dtype, order and shape')
  const type = typeOf(descr)
  const shape = shapeOf(extents)
  if (shape === undefined) return broken(`the shape (${extents.slice(0, 40)})`)
  return type === undefined
    ? notNumbers(where, descr)
    : Either.right({ type, shape, isFortran: order === 'True' && shape.length > 1 })
}
