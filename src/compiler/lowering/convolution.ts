import { windowOf } from '../../expression/expression.ts'
import type { Shape, Sizes } from '../../tensor/shape.ts'
import { knownExtent } from '../../tensor/shape.ts'
import { spanOf } from '../../tensor/window.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Attribute } from '../onnx/value.ts'
import { apply } from '../onnx/value.ts'
import type { LoweringRule } from './context.ts'
import { operand } from './context.ts'

const spatialSizes = (shape: Shape): Sizes => shape.slice(2).map(knownExtent)

const attributesOf = (node: CompiledExpression, kernel: Sizes): Readonly<Record<string, Attribute>> => {
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
  return apply('Conv', [of(x), of(k)], attributesOf(node, spatialSizes(k.shape)))
}

/** output_padding tells the input sizes apart that have the same output sizes. */
export const convInput: LoweringRule = (node, { of }) => {
  const [y, k] = [operand(node, 0), operand(node, 1)]
  const { strides, dilations, pads } = windowOf(node)
  const [sizes, kernel, outputs] = [spatialSizes(node.shape), spatialSizes(k.shape), spatialSizes(y.shape)]
  const uncovered = sizes.map((size, axis) => {
    const { before, after } = pads[axis] ?? { before: 0, after: 0 }
    const covered = ((outputs[axis] ?? 1) - 1) * (strides[axis] ?? 1) + spanOf(kernel[axis] ?? 1, dilations[axis] ?? 1)
    return size + before + after - covered
  })
  return apply('ConvTranspose', [of(y), of(k)], { ...attributesOf(node, kernel), output_padding: uncovered })
}

export const convKernel: LoweringRule = () => {
  throw new Error('ONNX has no operator for the gradient of a kernel: the pass im2col writes it as a matrix product')
}
