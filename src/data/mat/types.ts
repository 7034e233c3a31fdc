import type { ElementType } from '../arrays/elementType.ts'

/** The types of the elements of a MAT-file of version 5 that hold numbers, by their code. */
const storage: Readonly<Record<number, readonly [kind: ElementType['kind'], bytes: ElementType['bytes']]>> = {
  1: ['integer', 1],
  2: ['unsigned', 1],
  3: ['integer', 2],
  4: ['unsigned', 2],
  5: ['integer', 4],
  6: ['unsigned', 4],
  7: ['float', 4],
  9: ['float', 8],
  12: ['integer', 8],
  13: ['unsigned', 8],
}

/** Codes of elements that hold others or text. */
export const elementCode = { int8: 1, int32: 5, uint32: 6, matrix: 14, compressed: 15, utf8: 16 } as const

export const storageType = (code: number, littleEndian: boolean): ElementType | undefined => {
  const found = storage[code]
  return found === undefined ? undefined : { kind: found[0], bytes: found[1], littleEndian }
}

/** The classes of MATLAB's arrays by their code; numbers from `double` on. */
const classes = [
  'unknown',
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'function',
  'opaque',
] as const

export type MatClass = (typeof classes)[number]

export const classOf = (code: number): MatClass => classes[code] ?? 'unknown'

/** Whether the arrays of a class are numbers. */
export const isNumeric = (name: MatClass): boolean => /^(?:double|single|u?int\d+)$/.test(name)
