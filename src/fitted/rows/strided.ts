import type { Fallible } from '../../codec/index.ts'
import { counted, failure, settle } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Entries, NumberArray } from './entries.ts'
import { isNumberArray } from './entries.ts'

/** An ndarray, or what `encode` and its like return: numbers with their shape, the first axis counting the rows. */
export interface Strided {
  readonly data: NumberArray | ReadonlyArray<number>
  readonly shape: Sizes
  /** Row-major without gaps where it is left out. */
  readonly stride?: Sizes
  readonly offset?: number
}

export const isStrided = (value: object): value is Strided =>
  'data' in value && 'shape' in value && Array.isArray(value.shape)

/** All rows in one typed array, each of a width that is known. */
export const fromFlat = (where: string, data: NumberArray, sizes: Sizes): Fallible<Entries> => {
  const width = product(sizes)
  const length = data.length / width
  if (Number.isInteger(length)) return settle([], () => ({ sizes, length, values: new Float32Array(data) }))
  return failure({
    fault: 'wrong shape',
    where,
    expected: `a multiple of ${counted(width, 'number')}, as each row has ${width}`,
    found: String(data.length),
  })
}

const rowMajor = (shape: Sizes): Sizes => shape.map((_, axis) => product(shape.slice(axis + 1)))

/** The positions of the first and the last number in memory. */
const extremes = (shape: Sizes, stride: Sizes, offset: number): readonly [number, number] => {
  const ways = shape.map((size, axis) => (size - 1) * (stride[axis] ?? 0))
  return [
    offset + ways.reduce((sum, way) => sum + Math.min(way, 0), 0),
    offset + ways.reduce((sum, way) => sum + Math.max(way, 0), 0),
  ]
}

const isShape = (shape: ReadonlyArray<unknown>): boolean =>
  shape.length > 0 && shape.every((size) => typeof size === 'number' && Number.isSafeInteger(size) && size >= 0)

const layoutFault = ({ data, shape, stride = rowMajor(shape), offset = 0 }: Strided): string | undefined => {
  if (!Array.isArray(data) && !isNumberArray(data)) return 'data that is no array of numbers'
  if (!isShape(shape)) return `a shape of [${shape.join(', ')}]`
  if (stride.length !== shape.length)
    return `${counted(stride.length, 'stride')} for ${counted(shape.length, 'axis', 'axes')}`
  const [first, last] = extremes(shape, stride, offset)
  if (product(shape) === 0 || (first >= 0 && last < data.length)) return undefined
  return `a shape of [${shape.join(', ')}] on ${counted(data.length, 'number')}`
}

/** Copies the numbers of an ndarray in row-major order. */
const gather = ({ data, shape, stride = rowMajor(shape), offset = 0 }: Strided): Float32Array => {
  const out = new Float32Array(product(shape))
  let at = 0
  const walk = (axis: number, from: number): void => {
    if (axis === shape.length) {
      out[at++] = data[from] ?? Number.NaN
      return
    }
    for (let i = 0; i < (shape[axis] ?? 0); i++) walk(axis + 1, from + i * (stride[axis] ?? 0))
  }
  walk(0, offset)
  return out
}

/** The numbers of an ndarray, in any layout. */
export const fromStrided = (where: string, array: Strided): Fallible<Entries> => {
  const found = layoutFault(array)
  if (found !== undefined)
    return failure({ fault: 'wrong shape', where, expected: 'an ndarray: data, shape, stride, offset', found })
  const [length = 0, ...sizes] = array.shape
  return settle([], () => ({ sizes, length, values: gather(array) }))
}
