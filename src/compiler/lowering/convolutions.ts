import type { Expression } from '../../expression/expression.ts'
import { expressions as E, nodesOf, windowOf } from '../../expression/expression.ts'
import type { Shape, Sizes } from '../../tensor/shape.ts'
import { isSymbolic } from '../../tensor/shape.ts'
import * as Convolution from '../../tensor/convolution.ts'
import { spanOf } from '../../tensor/window.ts'
import type { LoweringRule } from './lowering.ts'
import { operand } from './lowering.ts'
import type { Attribute, ElementType } from '../onnx/value.ts'
import { apply } from '../onnx/value.ts'

const sizesOf = (shape: Shape): Sizes => shape.slice(2).map((extent) => (isSymbolic(extent) ? 1 : extent))

/** A convolution as products of matrices. */
const products: Readonly<Record<string, (node: Expression, a: Expression, b: Expression) => Expression>> = {
  conv: (node, x, k) => Convolution.conv(E, x, k, windowOf(node)),
  convInput: (node, y, k) => Convolution.convInput(E, y, k, windowOf(node), node.attributes.sizes ?? []),
  convKernel: (node, x, y) => Convolution.convKernel(E, x, y, windowOf(node), node.attributes.sizes ?? []),
}

/** From so many rows on, the rows of a batch make runs that are long enough to be moved as a whole. */
const longRun = 16

/** Whether ONNX Runtime has an operator for it (none in float64, none for the gradient in a kernel) that is faster. */
const hasOperator = ({ primitive, shape: [n] }: Expression, type: ElementType): boolean =>
  type === 'float32' && primitive !== 'convKernel' && !(typeof n === 'number' && n >= longRun)

/** Expressions with convolutions written as products of matrices where that is faster, or all there is; and whether any was. */
export const lowerConvolutions = (
  roots: ReadonlyArray<Expression>,
  type: ElementType,
): { readonly roots: ReadonlyArray<Expression>; readonly any: boolean } => {
  const done = new Map<Expression, Expression>()
  const of = (node: Expression): Expression => done.get(node) ?? node
  let any = false
  for (const node of nodesOf(roots)) {
    const operands = node.operands.map(of)
    const [a, b] = operands
    const rewrite = hasOperator(node, type) ? undefined : products[node.primitive]
    if (rewrite !== undefined && a !== undefined && b !== undefined) {
      done.set(node, rewrite(node, a, b))
      any = true
    } else if (operands.some((one, i) => one !== node.operands[i])) done.set(node, { ...node, operands })
  }
  return { roots: roots.map(of), any }
}

const attributesOf = (node: Expression, kernel: Sizes): Readonly<Record<string, Attribute>> => {
  const { strides, dilations, pads, groups } = windowOf(node)
  return {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [...pads.map(({ before }) => before), ...pads.map(({ after }) => after)],
    group: groups,
  }
}

export const conv: LoweringRule = (node, { of }) => {
  const [x, k] = [operand(node, 0), operand(node, 1)]
  return apply('Conv', [of(x), of(k)], attributesOf(node, sizesOf(k.shape)))
}

/** Output padding tells sizes apart that lead to the same places. */
export const convInput: LoweringRule = (node, { of }) => {
  const [y, k] = [operand(node, 0), operand(node, 1)]
  const { strides, dilations, pads } = windowOf(node)
  const [sizes, kernel, places] = [sizesOf(node.shape), sizesOf(k.shape), sizesOf(y.shape)]
  const beyond = sizes.map((size, axis) => {
    const { before, after } = pads[axis] ?? { before: 0, after: 0 }
    const reached = ((places[axis] ?? 1) - 1) * (strides[axis] ?? 1) + spanOf(kernel[axis] ?? 1, dilations[axis] ?? 1)
    return size + before + after - reached
  })
  return apply('ConvTranspose', [of(y), of(k)], { ...attributesOf(node, kernel), output_padding: beyond })
}

export const convKernel: LoweringRule = () => {
  throw new Error('the gradient in a kernel is written as products of matrices')
}
