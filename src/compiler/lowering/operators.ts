import type { Expression } from '../../expression/expression.ts'
import { extentAt, isSymbolic } from '../../tensor/shape.ts'
import type { Primitive } from '../../tensor/tensor.ts'
import { conv, convInput, convKernel } from './convolutions.ts'
import { add, axesOf, matmul, reshape, sum } from './contractions.ts'
import type { LoweringContext, LoweringRule } from './lowering.ts'
import { binary, bool, broadcasting, numbers, operand, shapeOf, unary, zeros } from './lowering.ts'
import * as Precise from './float64.ts'
import { expand } from './expand.ts'
import { div } from './softmax.ts'
import { uniform } from '../passes/simplify.ts'
import type { Value } from '../onnx/value.ts'
import { apply, cast, initializer, nodeOutput } from '../onnx/value.ts'
import { indices, pad, scatter, slice, transpose } from './views.ts'

const maximum: LoweringRule = (node, lowering) => {
  const [a, b] = [operand(node, 0), operand(node, 1)]
  if (uniform(b) === 0) return apply('Relu', [lowering.of(a)])
  return uniform(a) === 0 ? apply('Relu', [lowering.of(b)]) : binary('Max')(node, lowering)
}

const isRectified = ({ primitive, operands: [, b] }: Expression): boolean =>
  primitive === 'maximum' && b !== undefined && uniform(b) === 0

/** The greatest float32: every normal number times it is at least 1. */
const greatest = 3.4028234663852886e38

/**
 * As numbers 0 and 1. For y = max(x, 0), y > 0 is min(1, y · greatest), one pass in ONNX Runtime, a tenth of the time
 * of Sign; float64 has no such kernel.
 */
const greater: LoweringRule = (node, lowering) => {
  const [a, b] = [operand(node, 0), operand(node, 1)]
  if (!isRectified(a) || uniform(b) !== 0 || lowering.type !== 'float32')
    return cast(bool(node, lowering), lowering.type)
  return apply('HardSigmoid', [lowering.of(a)], { alpha: { real: greatest }, beta: { real: 0 } })
}

const where: LoweringRule = (node, lowering) => {
  const [mask = node, ...branches] = broadcasting(node)
  return apply('Where', [bool(mask, lowering), ...branches.map(lowering.of)])
}

/** Where the greatest of each row is, the first of equal ones. */
const argMask = (a: Value, width: number, lowering: LoweringContext): Value => {
  const found = apply('ArgMax', [a], { axis: -1 })
  const places = initializer(
    'int64',
    Float64Array.from({ length: width }, (_, i) => i),
    [width],
  )
  return cast(apply('Equal', [found, places]), lowering.type)
}

const topMask: LoweringRule = (node, lowering) => {
  const a = lowering.of(operand(node, 0))
  const width = node.shape.at(-1)
  if (node.attributes.k === 1 && typeof width === 'number') return argMask(a, width, lowering)
  const found = nodeOutput(apply('TopK', [a, shapeOf([node.attributes.k ?? 1], lowering)], {}, 2), 1)
  const one = apply('Expand', [numbers(lowering, [1], []), apply('Shape', [found])])
  return apply('ScatterElements', [zeros(node.shape, lowering), found, one], { axis: -1 })
}

/** A formula of our own in float64, an operator in float32. */
const precisely =
  (formula: (x: Value) => Value, operator: LoweringRule): LoweringRule =>
  (node, lowering) =>
    lowering.type === 'float64' ? formula(lowering.of(operand(node, 0))) : operator(node, lowering)

/** N^p · c as a number. */
const extent: LoweringRule = (node, lowering) => {
  const extents = (node.attributes.axes ?? []).map((axis) => extentAt(operand(node, 0).shape, axis))
  const count = extents.reduce<number>((all, size) => all * (isSymbolic(size) ? size.batch : size), 1)
  const rows = cast(apply('Squeeze', [lowering.rows]), lowering.type)
  return extents.filter(isSymbolic).reduce<Value>((all) => apply('Mul', [all, rows]), numbers(lowering, [count], []))
}

/**
 * 1/a by an operator of its own: ONNX Runtime (1.30) makes 1/a · b into b/a, and where both factors of a product are
 * such quotients it loses one that is needed elsewhere.
 */
const quotient: LoweringRule = (node, lowering) =>
  uniform(operand(node, 0)) === 1 ? apply('Reciprocal', [lowering.of(operand(node, 1))]) : div(node, lowering)

/** What each primitive becomes. */
const rules: Readonly<Record<Primitive, LoweringRule>> = {
  constant: ({ attributes, shape }, { type }) =>
    initializer(
      type,
      attributes.values ?? [],
      shape.map((size) => (isSymbolic(size) ? 1 : size)),
    ),
  extent,
  neg: unary('Neg'),
  abs: unary('Abs'),
  sign: unary('Sign'),
  floor: unary('Floor'),
  exp: unary('Exp'),
  log: unary('Log'),
  sqrt: unary('Sqrt'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  tanh: unary('Tanh'),
  sigmoid: unary('Sigmoid'),
  softplus: precisely(Precise.softplus, unary('Softplus')),
  erf: precisely(Precise.erf, unary('Erf')),
  stopGradient: (node, { of }) => of(operand(node, 0)),
  add,
  sub: binary('Sub'),
  mul: binary('Mul'),
  div: quotient,
  maximum,
  greater,
  where,
  sum,
  max: (node, { of }) => apply('ReduceMax', [of(operand(node, 0)), axesOf(node)]),
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
  gather: (node, lowering) => apply('Gather', [lowering.of(operand(node, 0)), indices(operand(node, 1), lowering)]),
  scatter,
}

/** The value of a node whose operands were lowered before. */
export const lowered = (node: Expression, lowering: LoweringContext): Value => {
  if (node.primitive === 'input') throw new Error(`the input "${node.attributes.name}" was not given`)
  return rules[node.primitive](node, lowering)
}
