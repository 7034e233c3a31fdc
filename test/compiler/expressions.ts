import type { CompiledExpression } from '../../src/compiler/compiledExpression.ts'
import { isPrimitive } from '../../src/compiler/compiledExpression.ts'
import type { Expression } from '../../src/expression/expression.ts'
import { nodesOf } from '../../src/expression/expression.ts'
import { drawShape } from '../../src/tensor/shape.ts'

const isOfPrimitives = (root: CompiledExpression): root is Expression =>
  nodesOf([root]).every(({ primitive }) => primitive === 'input' || isPrimitive(primitive))

/** An expression that has no operator but primitives, so that interpreters understand it. */
export const ofPrimitives = (root: CompiledExpression): Expression => {
  if (!isOfPrimitives(root)) throw new Error(`an operator of the compiler in ${draw(root)}`)
  return root
}

/** An expression as text. */
export const draw = ({ primitive, operands, attributes, shape }: CompiledExpression): string => {
  if (primitive === 'input') return attributes.name ?? ''
  if (primitive === 'constant') return Array.from(attributes.values ?? []).join(' ')
  const inner = operands.map(draw).join(', ')
  return primitive === 'expand' || primitive === 'reshape'
    ? `${primitive}(${inner})${drawShape(shape)}`
    : `${primitive}(${inner})`
}
