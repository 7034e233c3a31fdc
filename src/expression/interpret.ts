import type { Expression } from './expression.ts'
import { nodesOf, windowOf } from './expression.ts'
import * as Named from '../tensor/named.ts'
import type { Entrywise } from '../tensor/primitives.ts'
import { entrywiseRecord } from '../tensor/primitives.ts'
import { knownSizes } from '../tensor/shape.ts'
import type { Primitive, Tensor } from '../tensor/tensor.ts'

/** The operands of a node, already interpreted. */
type Operands<T> = ReadonlyArray<T>

const operand = <T>(operands: Operands<T>, i: number): T => {
  const value = operands[i]
  if (value === undefined) throw new Error(`an expression lacks its operand ${i}`)
  return value
}

const unary =
  (name: Entrywise<1> | 'stopGradient') =>
  <T>(A: Tensor<T>, operands: Operands<T>): T =>
    A[name](operand(operands, 0))

const binary =
  (name: Entrywise<2>) =>
  <T>(A: Tensor<T>, operands: Operands<T>): T =>
    A[name](operand(operands, 0), operand(operands, 1))

type Rule = <T>(A: Tensor<T>, operands: Operands<T>, node: Expression) => T

const rules: Readonly<Record<Primitive, Rule>> = {
  constant: (A, _operands, { attributes, shape }) => A.constant(attributes.values ?? [], knownSizes(shape)),
  extent: (A, operands, { attributes }) => A.extent(operand(operands, 0), attributes.axes ?? []),
  ...entrywiseRecord(1, unary),
  ...entrywiseRecord(2, binary),
  stopGradient: unary('stopGradient'),
  where: (A, operands) => A.where(operand(operands, 0), operand(operands, 1), operand(operands, 2)),
  sum: (A, operands, { attributes }) => A.sum(operand(operands, 0), attributes.axes ?? []),
  max: (A, operands, { attributes }) => A.max(operand(operands, 0), attributes.axes ?? []),
  topMask: (A, operands, { attributes }) => A.topMask(operand(operands, 0), attributes.k ?? 1),
  matmul: (A, operands, { attributes }) =>
    A.matmul(operand(operands, 0), operand(operands, 1), attributes.transpose ?? {}),
  conv: (A, operands, node) => A.conv(operand(operands, 0), operand(operands, 1), windowOf(node)),
  convInput: (A, operands, node) =>
    A.convInput(operand(operands, 0), operand(operands, 1), windowOf(node), node.attributes.sizes ?? []),
  convKernel: (A, operands, node) =>
    A.convKernel(operand(operands, 0), operand(operands, 1), windowOf(node), node.attributes.sizes ?? []),
  expand: (A, operands, { shape }) => A.expand(operand(operands, 0), shape),
  reshape: (A, operands, { shape }) => A.reshape(operand(operands, 0), shape),
  transpose: (A, operands, { attributes }) => A.transpose(operand(operands, 0), attributes.permutation ?? []),
  slice: (A, operands, { attributes }) => A.slice(operand(operands, 0), attributes.ranges ?? []),
  pad: (A, operands, { attributes }) => A.pad(operand(operands, 0), attributes.paddings ?? []),
  concat: (A, operands, { attributes }) => A.concat(operands, attributes.axis ?? 0),
  gather: (A, operands) => A.gather(operand(operands, 0), operand(operands, 1)),
  scatter: (A, operands, { attributes }) => A.scatter(operand(operands, 0), operand(operands, 1), attributes.n ?? 1),
}

/**
 * An expression in another interpreter: `interpret(A, program(expressions, …))` = `program(A, …)`, with shared parts
 * computed once. The inputs are given by name; extents are those of the expression.
 */
export const interpret = <T>(A: Tensor<T>, root: Expression, inputs: Named.Named<T>): T => {
  const done = new Map<Expression, T>()
  const valueOf = (node: Expression): T => {
    const value = done.get(node)
    if (value === undefined) throw new Error('an operand was not interpreted before its use')
    return value
  }
  for (const node of nodesOf([root])) {
    const { primitive } = node
    done.set(
      node,
      primitive === 'input'
        ? Named.get(inputs, node.attributes.name ?? '')
        : rules[primitive](A, node.operands.map(valueOf), node),
    )
  }
  return valueOf(root)
}
