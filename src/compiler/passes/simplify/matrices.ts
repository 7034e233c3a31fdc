import type { Shape } from '../../../tensor/shape.ts'
import { extentAt, sameExtent, sameShape } from '../../../tensor/shape.ts'
import type { CompiledExpression } from '../../compiledExpression.ts'
import { compiledExpressions as E } from '../../compiledExpression.ts'
import type { RewriteRule } from './rewriteRule.ts'
import { entrywiseRule } from './rewriteRule.ts'

/** The matrix [M, …] where a node is a reshape of it to three axes or more, [M, …, …]. */
const matrixOf = (node: CompiledExpression): CompiledExpression | undefined => {
  const [matrix] = node.operands
  if (node.primitive !== 'reshape' || matrix?.shape.length !== 2 || node.shape.length < 3) return undefined
  return sameExtent(extentAt(matrix.shape, 0), extentAt(node.shape, 0)) ? matrix : undefined
}

/** A column [M, 1] where a node repeats one number for each index of the first axis; a number where it repeats one. */
const columnOf = (node: CompiledExpression): CompiledExpression | undefined => {
  const [column] = node.operands
  if (node.primitive !== 'expand' || column === undefined) return undefined
  if (column.shape.length === 0) return column
  const alongFirstAxis =
    column.shape.length === node.shape.length && column.shape.every((extent, axis) => axis === 0 || extent === 1)
  return alongFirstAxis ? E.reshape(column, [extentAt(column.shape, 0), 1]) : undefined
}

/** An operand of an entrywise operation in the shape of a matrix, if it has one there. */
const asMatrix = (operand: CompiledExpression, shape: Shape): CompiledExpression | undefined => {
  const [matrix, column] = [matrixOf(operand), columnOf(operand)]
  if (column !== undefined) return E.expand(column, shape)
  if (matrix !== undefined && sameShape(matrix.shape, shape)) return matrix
  return operand.primitive === 'expand' ? undefined : E.reshape(operand, shape)
}

/** f(reshape m, b) = reshape f(m, b as a matrix): a bias then joins the matrix product that m is. */
const pushThroughReshape = entrywiseRule((node) => {
  const matrix = node.operands.map(matrixOf).find((found) => found !== undefined)
  if (matrix === undefined) return undefined
  const operands = node.operands.flatMap((operand) => asMatrix(operand, matrix.shape) ?? [])
  if (operands.length < node.operands.length) return undefined
  return E.reshape({ ...node, operands, shape: matrix.shape }, node.shape)
})

export const matrixRules: ReadonlyArray<RewriteRule> = [pushThroughReshape]
