import type { Entrywise } from '../../tensor/primitives.ts'
import { entrywiseRecord } from '../../tensor/primitives.ts'
import type { CompiledExpression } from '../compiledExpression.ts'
import type { Value } from '../onnx/value.ts'
import { apply, cast } from '../onnx/value.ts'
import { uniform } from '../uniform.ts'
import { broadcastOperands } from './broadcast.ts'
import type { LoweringContext, LoweringRule } from './context.ts'
import { operand } from './context.ts'
import * as Float64 from './float64.ts'
import { addition } from './matmul.ts'
import { quotient } from './quotient.ts'

const unaryOperators: Readonly<Record<Entrywise<1>, string>> = {
  neg: 'Neg',
  abs: 'Abs',
  sign: 'Sign',
  floor: 'Floor',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  erf: 'Erf',
}

const unary =
  (operator: string): LoweringRule =>
  (node, { of }) =>
    apply(operator, [of(operand(node, 0))])

const binary =
  (operator: string): LoweringRule =>
  (node, { of }) =>
    apply(operator, broadcastOperands(node).map(of))

/** A formula in float64, an operator in float32. */
const inFloat64 =
  (formula: (x: Value) => Value, operator: string): LoweringRule =>
  (node, context) =>
    context.type === 'float64' ? formula(context.of(operand(node, 0))) : unary(operator)(node, context)

/** max(x, 0) = max(0, x) = Relu x. */
const maximum: LoweringRule = (node, context) => {
  const [a, b] = [operand(node, 0), operand(node, 1)]
  if (uniform(b) === 0) return apply('Relu', [context.of(a)])
  return uniform(a) === 0 ? apply('Relu', [context.of(b)]) : binary('Max')(node, context)
}

const isRelu = ({ primitive, operands: [, b] }: CompiledExpression): boolean =>
  primitive === 'maximum' && b !== undefined && uniform(b) === 0

/** The largest float32: its product with any normal number is at least 1. */
const maxFloat32 = 3.4028234663852886e38

/** A mask as booleans. */
const asBool = (mask: CompiledExpression, { of }: LoweringContext): Value =>
  mask.primitive === 'greater' ? apply('Greater', broadcastOperands(mask).map(of)) : cast(of(mask), 'bool')

/**
 * A mask as numbers 0 and 1. For y = max(x, 0), y > 0 is min(1, y · maxFloat32), one pass in ONNX Runtime, a tenth of the
 * time of Sign; float64 has no such kernel.
 */
const greater: LoweringRule = (node, context) => {
  const [a, b] = [operand(node, 0), operand(node, 1)]
  return isRelu(a) && uniform(b) === 0 && context.type === 'float32'
    ? apply('HardSigmoid', [context.of(a)], { alpha: { real: maxFloat32 }, beta: { real: 0 } })
    : cast(asBool(node, context), context.type)
}

const where: LoweringRule = (node, context) => {
  const [mask = node, ...branches] = broadcastOperands(node)
  return apply('Where', [asBool(mask, context), ...branches.map(context.of)])
}

/** The rules of the entrywise primitives: one operator each, but where another one is faster or more accurate. */
export const entrywiseRules: Readonly<Record<Entrywise<1 | 2 | 3>, LoweringRule>> = {
  ...entrywiseRecord(1, (name) => unary(unaryOperators[name])),
  softplus: inFloat64(Float64.softplus, 'Softplus'),
  erf: inFloat64(Float64.erf, 'Erf'),
  add: addition(binary('Add')),
  sub: binary('Sub'),
  mul: binary('Mul'),
  div: quotient(binary('Div')),
  maximum,
  greater,
  where,
}
