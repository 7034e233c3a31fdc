import type { Expression } from '../../expression/expression.ts'
import type { LoweringRule } from './lowering.ts'
import { binary } from './lowering.ts'
import { apply } from '../onnx/value.ts'

/** What a value repeats, and along which one axis that was reduced before, if it does so of the same shape. */
const reduced = (node: Expression | undefined, primitive: 'sum' | 'max') => {
  const inner = node?.primitive === 'expand' ? node.operands[0] : undefined
  const [axis, ...others] = inner?.attributes.axes ?? []
  const [of] = inner?.operands ?? []
  const fits = inner?.primitive === primitive && of?.shape.length === node?.shape.length && others.length === 0
  return fits && of !== undefined && axis !== undefined ? { of, axis } : undefined
}

/** exp (a − max a) / Σ of it along an axis, as `softmax` of derived.ts writes it: a and the axis. */
const normalised = ({ operands: [e, total] }: Expression) => {
  const below = reduced(total, 'sum')
  const [a, top] = e?.operands[0]?.operands ?? []
  const above = reduced(top, 'max')
  const fits = e?.primitive === 'exp' && e.operands[0]?.primitive === 'sub' && below?.of === e && above?.of === a
  return fits && above?.axis === below?.axis ? above : undefined
}

/** One operator for the five of a softmax; ONNX Runtime's is as careful about overflow. */
export const div: LoweringRule = (node, lowering) => {
  const found = normalised(node)
  if (found === undefined) return binary('Div')(node, lowering)
  return apply('Softmax', [lowering.of(found.of)], { axis: found.axis })
}
