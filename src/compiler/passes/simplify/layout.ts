import type { Extent, Shape } from '../../../tensor/shape.ts'
import { extentAt } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import { inside } from '../../pattern.ts'

/** A list with its first item moved to the end. */
export const firstToLast = <T>(list: ReadonlyArray<T>): ReadonlyArray<T> => [...list.slice(1), ...list.slice(0, 1)]

/** z', batch-first, of z, batch-last: the last axis moved to the front. */
export const toBatchFirst = (z: CompiledExpression): CompiledExpression => {
  const axes = z.shape.map((_, axis) => axis)
  return E.transpose(z, [axes.length - 1, ...axes.slice(0, -1)])
}

/** z where a node is z'. */
export const batchLastOf = ({
  primitive,
  operands: [z],
  attributes: { permutation = [] },
}: CompiledExpression): CompiledExpression | undefined => {
  const last = permutation.length - 1
  const movesLastToFront = last >= 1 && permutation.every((axis, i) => axis === (i === 0 ? last : i - 1))
  return primitive === 'transpose' && movesLastToFront ? z : undefined
}

/** A variable z for nodes z'. */
export const batchLast = inside(batchLastOf)

/** The inverse of `toBatchFirst`: the first axis moved to the end; what is repeated, before it is repeated. */
export const toBatchLast = (a: CompiledExpression): CompiledExpression => {
  const z = batchLastOf(a)
  if (z !== undefined) return z
  if (a.primitive === 'expand' && a.operands[0] !== undefined) return expandBatchLast(a.operands[0], a.shape)
  return E.transpose(a, firstToLast(a.shape.map((_, axis) => axis)))
}

/** expand(inner, shape) with the first axis moved to the end. */
const expandBatchLast = (inner: CompiledExpression, shape: Shape): CompiledExpression => {
  const target = firstToLast(shape)
  if (inner.shape.length === 0) return E.expand(inner, target)
  const ones = Array.from({ length: shape.length - inner.shape.length }, (): Extent => 1)
  const aligned = E.reshape(inner, [...ones, ...inner.shape])
  const moved =
    extentAt(aligned.shape, 0) === 1
      ? E.reshape(aligned, firstToLast(aligned.shape))
      : E.transpose(aligned, firstToLast(aligned.shape.map((_, axis) => axis)))
  return E.expand(moved, target)
}
