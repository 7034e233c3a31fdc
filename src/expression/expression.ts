import * as Infer from '../tensor/infer.ts'
import { postorder } from './order.ts'
import { entrywiseRecord } from '../tensor/primitives.ts'
import type { Extent, Shape, Sizes } from '../tensor/shape.ts'
import type { Padding, Primitive, Range, Tensor, Transposition, Window } from '../tensor/tensor.ts'

/** What a primitive takes beside its operands. */
export interface Attributes {
  readonly name?: string
  readonly values?: ArrayLike<number>
  readonly axes?: ReadonlyArray<number>
  readonly k?: Extent
  readonly transpose?: Transposition
  readonly shape?: Shape
  readonly permutation?: ReadonlyArray<number>
  readonly ranges?: ReadonlyArray<Range | null>
  readonly paddings?: ReadonlyArray<Padding | null>
  readonly axis?: number
  readonly n?: Extent
  readonly window?: Window
  readonly sizes?: Sizes
}

/**
 * A program's value not yet computed: an immutable node, nameless, shared by identity. This is the free
 * interpreter; what measures, prints or compiles a program folds over its nodes. A compiler has operators of its own
 * besides the primitives: `Extra`.
 */
export interface Expression<Extra extends string = never> {
  readonly primitive: Primitive | 'input' | Extra
  readonly operands: ReadonlyArray<Expression<Extra>>
  readonly attributes: Attributes
  readonly shape: Shape
}

const node = <X extends string>(
  primitive: Primitive | 'input',
  operands: ReadonlyArray<Expression<X>>,
  shape: Shape,
  attributes: Attributes = {},
): Expression<X> => ({ primitive, operands, attributes, shape })

/** A value that is given when the program runs. */
export const input = (name: string, shape: Shape): Expression => node('input', [], shape, { name })

const unary =
  (primitive: Primitive) =>
  <X extends string>(a: Expression<X>) =>
    node(primitive, [a], a.shape)

const binary =
  (primitive: Primitive) =>
  <X extends string>(a: Expression<X>, b: Expression<X>) =>
    node(primitive, [a, b], Infer.elementwise(primitive, a.shape, b.shape))

const reduction =
  (primitive: Primitive) =>
  <X extends string>(a: Expression<X>, axes: ReadonlyArray<number>) =>
    node(primitive, [a], Infer.reduction(primitive, a.shape, axes), { axes })

/** Builds expressions that may have operators besides the primitives; shapes are checked on the way. */
export const expressionsWith = <X extends string>(): Tensor<Expression<X>> => ({
  shape: (a) => a.shape,
  constant: (values, shape) => node('constant', [], Infer.constant(values, shape), { values }),
  extent: (a, axes) => node('extent', [a], Infer.extent(a.shape, axes), { axes }),
  ...entrywiseRecord(1, unary),
  ...entrywiseRecord(2, binary),
  stopGradient: unary('stopGradient'),
  where: (mask, a, b) => node('where', [mask, a, b], Infer.elementwise('where', mask.shape, a.shape, b.shape)),
  sum: reduction('sum'),
  max: reduction('max'),
  topMask: (a, k) => node('topMask', [a], Infer.topMask(a.shape, k), { k }),
  matmul: (a, b, transpose = {}) => node('matmul', [a, b], Infer.matmul(a.shape, b.shape, transpose), { transpose }),
  conv: (x, k, window) => node('conv', [x, k], Infer.conv(x.shape, k.shape, window), { window }),
  convInput: (y, k, window, sizes) =>
    node('convInput', [y, k], Infer.convInput(y.shape, k.shape, window, sizes), { window, sizes }),
  convKernel: (x, y, window, sizes) =>
    node('convKernel', [x, y], Infer.convKernel(x.shape, y.shape, window, sizes), { window, sizes }),
  expand: (a, shape) => node('expand', [a], Infer.expand(a.shape, shape), { shape }),
  reshape: (a, shape) => node('reshape', [a], Infer.reshape(a.shape, shape), { shape }),
  transpose: (a, permutation) => node('transpose', [a], Infer.transpose(a.shape, permutation), { permutation }),
  slice: (a, ranges) => node('slice', [a], Infer.slice(a.shape, ranges), { ranges }),
  pad: (a, paddings) => node('pad', [a], Infer.pad(a.shape, paddings), { paddings }),
  concat: (parts, axis) =>
    node(
      'concat',
      parts,
      Infer.concat(
        parts.map((part) => part.shape),
        axis,
      ),
      { axis },
    ),
  gather: (table, indices) => node('gather', [table, indices], Infer.gather(table.shape, indices.shape)),
  scatter: (values, indices, n) =>
    node('scatter', [values, indices], Infer.scatter(values.shape, indices.shape, n), { n }),
})

/** Builds expressions; shapes are checked on the way. */
export const expressions: Tensor<Expression> = expressionsWith()

/** How the kernels of a convolution slide. */
export const windowOf = ({ attributes: { window }, primitive }: Expression<string>): Window => {
  if (window === undefined) throw new Error(`${primitive} lacks its window`)
  return window
}

/** Every node below the roots once, operands before what uses them. */
export const nodesOf = <X extends string = never>(roots: ReadonlyArray<Expression<X>>): ReadonlyArray<Expression<X>> =>
  postorder(roots, ({ operands }) => operands)
