import { knownExtent } from '../../tensor/shape.ts'
import type { Primitive } from '../../tensor/tensor.ts'
import type { CompiledPrimitive } from '../compiledExpression.ts'
import { apply, initializer } from '../onnx/value.ts'
import type { LoweringRule } from './context.ts'
import { operand } from './context.ts'
import { conv, convInput, convKernel } from './convolution.ts'
import { entrywiseRules } from './entrywise.ts'
import { expand } from './expand.ts'
import { gather, scatter, transpose } from './indexing.ts'
import { matmul } from './matmul.ts'
import { extent, max, reshape, sum } from './reductions.ts'
import { sparseRules } from './sparse.ts'
import { topMask } from './topMask.ts'
import { pad, slice } from './views.ts'

const constant: LoweringRule = ({ attributes, shape }, { type }) =>
  initializer(type, attributes.values ?? [], shape.map(knownExtent))

/** A list [K] computed before the loop, and the entry of this iteration. */
const hoisted: LoweringRule = (node, { of, loop }) => {
  if (loop === undefined) throw new Error('a number was hoisted out of a graph that is no loop')
  return loop.select(of(operand(node, 0)))
}

const primitiveRules: Readonly<Record<Primitive, LoweringRule>> = {
  ...entrywiseRules,
  constant,
  extent,
  stopGradient: (node, { of }) => of(operand(node, 0)),
  sum,
  max,
  topMask,
  matmul,
  conv,
  convInput,
  convKernel,
  expand,
  reshape,
  transpose,
  slice,
  pad,
  concat: (node, { of }) => apply('Concat', node.operands.map(of), { axis: node.attributes.axis ?? 0 }),
  gather,
  scatter,
}

/** What each primitive, and each of the compiler's own operators, is lowered to. */
export const loweringRules: Readonly<Record<CompiledPrimitive, LoweringRule>> = {
  ...primitiveRules,
  ...sparseRules,
  input: ({ attributes: { name = '' } }, { input }) => input(name),
  hoisted,
}
