import type { Expression } from '../../expression/expression.ts'
import { nodesOf } from '../../expression/expression.ts'
import type { Shape } from '../../tensor/shape.ts'
import { countOf, extentAt, extentOf } from '../../tensor/shape.ts'
import { entrywiseRecord } from '../../tensor/primitives.ts'
import type { Primitive } from '../../tensor/tensor.ts'

/**
 * What running expressions costs: floating-point operations, and the bytes of all intermediate results together.
 * A call of exp or tanh counts as one operation; moving and repeating numbers counts as none.
 */
export interface Cost {
  readonly flops: number
  readonly bytes: number
}

type Rule = (node: Expression, n: number) => number

const perEntry: Rule = ({ shape }, n) => countOf(shape, n)
const perOperandEntry: Rule = ({ operands: [a] }, n) => (a === undefined ? 0 : countOf(a.shape, n))
const free: Rule = () => 0

/** 2·m·k·n for every product of matrices. */
const perProduct: Rule = ({ shape, operands: [a], attributes }, n) => {
  const inner: Shape = a?.shape ?? []
  const axis = attributes.transpose?.a === true ? inner.length - 2 : inner.length - 1
  return 2 * countOf(shape, n) * extentOf(extentAt(inner, axis), n)
}

/** 2·c·w for every entry of y that kernels [g·o, c, …w] lead to. */
const perPlace = (y: Shape, k: Shape, n: number): number => 2 * countOf(y, n) * countOf(k.slice(1), n)
const shapeAt = ({ operands }: Expression, i: number): Shape => operands[i]?.shape ?? []

/** The operations of each primitive. */
const operations: Readonly<Record<Primitive | 'input', Rule>> = {
  input: free,
  constant: free,
  extent: free,
  ...entrywiseRecord(1, () => perEntry),
  ...entrywiseRecord(2, () => perEntry),
  ...entrywiseRecord(3, () => perEntry),
  stopGradient: free,
  sum: perOperandEntry,
  max: perOperandEntry,
  topMask: perOperandEntry,
  matmul: perProduct,
  conv: (node, n) => perPlace(node.shape, shapeAt(node, 1), n),
  convInput: (node, n) => perPlace(shapeAt(node, 0), shapeAt(node, 1), n),
  convKernel: (node, n) => perPlace(shapeAt(node, 1), node.shape, n),
  expand: free,
  reshape: free,
  transpose: free,
  slice: free,
  pad: free,
  concat: free,
  gather: free,
  scatter: perOperandEntry,
}

/** Primitives whose results are views: they take no memory of their own. */
const views: ReadonlySet<string> = new Set([
  'input',
  'constant',
  'stopGradient',
  'expand',
  'reshape',
  'transpose',
  'slice',
])

/** The cost of computing these expressions once for n rows, with shared parts counted once, in float32. */
export const costOf = (roots: ReadonlyArray<Expression>, n: number): Cost =>
  nodesOf(roots).reduce<Cost>(
    ({ flops, bytes }, node) => ({
      flops: flops + operations[node.primitive](node, n),
      bytes: bytes + (views.has(node.primitive) ? 0 : 4 * countOf(node.shape, n)),
    }),
    { flops: 0, bytes: 0 },
  )

/** What is there before, or is never written out. */
const unstored: ReadonlySet<string> = new Set(['input', 'constant', 'expand'])

/**
 * The most bytes of intermediate results that live at once when expressions are computed one after the other in
 * float32, each from when it is made until its last use.
 */
export const peakOf = (roots: ReadonlyArray<Expression>, n: number): number => {
  const nodes = nodesOf(roots)
  const uses = new Map<Expression, number>(roots.map((root) => [root, 1]))
  for (const { operands } of nodes) for (const operand of operands) uses.set(operand, (uses.get(operand) ?? 0) + 1)
  const bytesOf = ({ primitive, shape }: Expression): number => (unstored.has(primitive) ? 0 : 4 * countOf(shape, n))
  let [live, peak] = [0, 0]
  for (const node of nodes) {
    live += bytesOf(node)
    peak = Math.max(peak, live)
    for (const operand of node.operands) {
      const left = (uses.get(operand) ?? 0) - 1
      uses.set(operand, left)
      if (left === 0) live -= bytesOf(operand)
    }
  }
  return peak
}
