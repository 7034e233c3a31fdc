import type { NdArray } from '../interpreters/ndarray/index.ts'
import { scale } from '../tensor/derived.ts'
import { A } from './differentiable.ts'

/** The operands of an operation, and what it takes beside them. */
export type Arguments = ReadonlyArray<unknown>

/**
 * A mistake that somebody could make in one operation of a hand-written derivative: what comes out instead, or
 * undefined where the mistake makes no sense there.
 */
type Mistake = (name: string, operands: Arguments, right: NdArray) => (() => NdArray) | undefined

const isArray = (value: unknown): value is NdArray => typeof value === 'object' && value !== null && 'stride' in value

const pair = (operands: Arguments): readonly [NdArray, NdArray] | undefined => {
  const [a, b] = operands
  return isArray(a) && isArray(b) ? [a, b] : undefined
}

const flag = (operands: Arguments, which: 'a' | 'b'): boolean => {
  const transpose = operands[2]
  return (
    typeof transpose === 'object' && transpose !== null && which in transpose && Reflect.get(transpose, which) === true
  )
}

const product =
  (change: (a: boolean, b: boolean) => readonly [boolean, boolean]): Mistake =>
  (name, operands) => {
    const factors = name === 'matmul' ? pair(operands) : undefined
    if (factors === undefined) return undefined
    const [a, b] = change(flag(operands, 'a'), flag(operands, 'b'))
    return () => A.matmul(...factors, { a, b })
  }

const otherAxes = (rank: number, axes: ReadonlyArray<number>): ReadonlyArray<number> =>
  axes.map((axis) => (axis + 1) % rank)

const isAxes = (value: unknown): value is ReadonlyArray<number> =>
  Array.isArray(value) && value.every((axis) => typeof axis === 'number')

/** The mistakes that are tried on every operation. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  'flipped sign': (_name, _operands, right) => () => A.neg(right),
  'factor 2': (_name, _operands, right) => () => scale(A, right, 2),
  'first term dropped': (name, operands) => {
    const terms = name === 'add' || name === 'sub' ? pair(operands) : undefined
    return terms && (() => terms[1])
  },
  'second term dropped': (name, operands) => {
    const terms = name === 'add' || name === 'sub' ? pair(operands) : undefined
    return terms && (() => terms[0])
  },
  'swapped operands': (name, operands) => {
    const both = pair(operands)
    if (both === undefined) return undefined
    const [a, b] = both
    if (name === 'sub') return () => A.sub(b, a)
    if (name === 'div') return () => A.div(b, a)
    if (name === 'greater') return () => A.greater(b, a)
    if (name === 'matmul') return () => A.matmul(b, a, { a: flag(operands, 'b'), b: flag(operands, 'a') })
    return undefined
  },
  'swapped choices': (name, operands) => {
    const [mask, a, b] = operands
    return name === 'where' && isArray(mask) && isArray(a) && isArray(b) ? () => A.where(mask, b, a) : undefined
  },
  'first transpose wrong': product((a, b) => [!a, b]),
  'second transpose wrong': product((a, b) => [a, !b]),
  'wrong axis': (name, operands) => {
    const [a, axes] = operands
    if (name !== 'sum' || !isArray(a) || !isAxes(axes) || a.shape.length < 2) return undefined
    return () => A.sum(a, otherAxes(a.shape.length, axes))
  },
  'missing transpose': (name, operands) => {
    const [a] = operands
    return name === 'transpose' && isArray(a) ? () => a : undefined
  },
}
