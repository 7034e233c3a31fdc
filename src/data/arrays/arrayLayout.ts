import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { ElementType } from './elementType.ts'

/** Where an array stands in some bytes, and how: its first axis counts the rows. */
export interface ArrayLayout {
  readonly type: ElementType
  readonly shape: Sizes
  /** Whether the first axis is the one that changes fastest (Fortran order). */
  readonly isFortran: boolean
  /** The byte of the first number. */
  readonly start: number
}

/** The sizes of one row; those of a vector are numbers by themselves, [1]. */
export const rowSizes = ({ shape }: Pick<ArrayLayout, 'shape'>): Sizes => (shape.length === 1 ? [1] : shape.slice(1))

export const byteLength = ({ shape, type }: Pick<ArrayLayout, 'shape' | 'type'>): number => product(shape) * type.bytes

const drawShape = (shape: Sizes): string => `[${shape.join(', ')}]`

/** The layout if it has rows with numbers in them, and so few that their bytes can be counted. */
export const checkLayout = <L extends ArrayLayout>(layout: L, where: string): Fallible<L> => {
  const { shape } = layout
  if (shape.length === 0)
    return failure({
      fault: 'wrong shape',
      where,
      expected: 'an array of rows',
      found: 'a single number',
      remedy: 'save an array whose first axis counts the rows',
    })
  if (!Number.isSafeInteger(shape.reduce((bytes, extent) => bytes * Math.max(1, extent), layout.type.bytes)))
    return failure({
      fault: 'broken file',
      where,
      expected: 'an array that fits into memory',
      found: `the shape ${drawShape(shape)}`,
      remedy: 'restore the file from a copy',
    })
  if (product(shape) === 0)
    return failure({
      fault: 'empty file',
      where,
      expected: 'rows of numbers',
      found: `an array of shape ${drawShape(shape)}`,
      remedy: 'save an array with rows and columns',
    })
  return Either.right(layout)
}
