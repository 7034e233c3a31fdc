import { nodesOf, windowOf } from '../../expression/expression.ts'
import * as Convolution from '../../tensor/convolution.ts'
import type { CompiledExpression, CompiledPrimitive } from '../compiledExpression.ts'
import { compiledExpressions as E } from '../compiledExpression.ts'
import type { ElementType } from '../onnx/value.ts'

/** From this batch size on, copies of N contiguous numbers are long enough for im2col to be the faster way. */
const minBatch = 16

/** Whether ONNX Runtime's own operator is used: there is none in float64, and none for the gradient of a kernel. */
const hasOperator = ({ primitive, shape: [n] }: CompiledExpression, type: ElementType): boolean =>
  type === 'float32' && primitive !== 'convKernel' && !(typeof n === 'number' && n >= minBatch)

type AsProducts = (node: CompiledExpression, a: CompiledExpression, b: CompiledExpression) => CompiledExpression

/** Each convolution of operands a and b as matrix products. */
const asProducts: Readonly<Partial<Record<CompiledPrimitive, AsProducts>>> = {
  conv: (node, x, k) => Convolution.conv(E, x, k, windowOf(node)),
  convInput: (node, y, k) => Convolution.convInput(E, y, k, windowOf(node), node.attributes.sizes ?? []),
  convKernel: (node, x, y) => Convolution.convKernel(E, x, y, windowOf(node), node.attributes.sizes ?? []),
}

/** Convolutions as matrix products of im2col, where that is faster or the only way; the same roots if there are none. */
export const im2col = (
  roots: ReadonlyArray<CompiledExpression>,
  type: ElementType,
): ReadonlyArray<CompiledExpression> => {
  const done = new Map<CompiledExpression, CompiledExpression>()
  const rewritten = (node: CompiledExpression): CompiledExpression => done.get(node) ?? node
  for (const node of nodesOf(roots)) {
    const operands = node.operands.map(rewritten)
    const [a, b] = operands
    const rewrite = hasOperator(node, type) ? undefined : asProducts[node.primitive]
    if (rewrite !== undefined && a !== undefined && b !== undefined) done.set(node, rewrite(node, a, b))
    else if (operands.some((operand, i) => operand !== node.operands[i])) done.set(node, { ...node, operands })
  }
  return done.size === 0 ? roots : roots.map(rewritten)
}
