import { entrywiseRecord } from '../../tensor/primitives.ts'
import type { Extent, Shape } from '../../tensor/shape.ts'
import { knownExtent } from '../../tensor/shape.ts'
import type { Tensor, Window } from '../../tensor/tensor.ts'

/** A value of each of several members, stacked along a first axis, or one value that all members share. */
export interface Mapped<T> {
  readonly value: T
  readonly isStacked: boolean
}

/** A value that all members share. */
export const shared = <T>(value: T): Mapped<T> => ({ value, isStacked: false })

/** Values of the members, stacked along the first axis: [members, …shape]. */
export const stacked = <T>(value: T): Mapped<T> => ({ value, isStacked: true })

const inner = (axes: ReadonlyArray<number>): ReadonlyArray<number> => axes.map((axis) => axis + 1)

/**
 * Runs a program for several members at once, as `jax.vmap` does: every operation takes one more axis, in front, and a
 * program does not see it. What no member has of its own is computed once. Several networks of one shape, such as the
 * members of an ensemble, train in one graph this way: products of matrices become batched ones, convolutions grouped
 * ones.
 */
export const vmap = <T>(A: Tensor<T>, members: number): Tensor<Mapped<T>> => {
  type M = Mapped<T>
  const shapeOf = ({ value, isStacked }: M): Shape => (isStacked ? A.shape(value).slice(1) : A.shape(value))
  /** The value with the axis of members, which is repeated where all members share it. */
  const spread = (a: M): T => {
    if (a.isStacked) return a.value
    const shape = A.shape(a.value)
    return A.expand(A.reshape(a.value, [1, ...shape]), [members, ...shape])
  }
  /** An operation on one operand; `front` is the number of axes in front, 1 where the operand is stacked. */
  const one =
    (of: (value: T, front: 0 | 1) => T) =>
    (a: M): M => ({ value: of(a.value, a.isStacked ? 1 : 0), isStacked: a.isStacked })
  /** An operation on several operands: all are stacked as soon as one is. */
  const several = (operands: ReadonlyArray<M>, of: (values: ReadonlyArray<T>, front: 0 | 1) => T): M =>
    operands.some(({ isStacked }) => isStacked)
      ? stacked(of(operands.map(spread), 1))
      : shared(
          of(
            operands.map(({ value }) => value),
            0,
          ),
        )
  const two = (a: M, b: M, of: (a: T, b: T, front: 0 | 1) => T): M =>
    several([a, b], ([x, y], front) => of(at(x), at(y), front))

  /** [members, N, C, …s] → [N, members·C, …s], so that members are groups of channels. */
  const asChannels = (a: T): T => {
    const [m, n, c, ...sizes] = A.shape(a)
    const axes = sizes.map((_, axis) => axis + 3)
    return A.reshape(A.transpose(a, [1, 0, 2, ...axes]), [at(n), knownExtent(at(m)) * knownExtent(at(c)), ...sizes])
  }
  const fromChannels = (a: T): T => {
    const [n, channels, ...sizes] = A.shape(a)
    const split = A.reshape(a, [at(n), members, knownExtent(at(channels)) / members, ...sizes])
    return A.transpose(split, [1, 0, 2, ...sizes.map((_, axis) => axis + 3)])
  }
  /** [members, O, C, …w] → [members·O, C, …w]. */
  const asKernels = (k: T): T => {
    const [m, o, ...rest] = A.shape(k)
    return A.reshape(k, [knownExtent(at(m)) * knownExtent(at(o)), ...rest])
  }
  const fromKernels = (k: T): T => {
    const [outputs, ...rest] = A.shape(k)
    return A.reshape(k, [members, knownExtent(at(outputs)) / members, ...rest])
  }
  const grouped = (window: Window): Window => ({ ...window, groups: window.groups * members })

  /** Indices [members, …] into tables [members, n, …] as indices into one table [members·n, …]. */
  const offset = (indices: T, n: Extent): T => {
    const shape = A.shape(indices)
    const starts = A.constant(
      Array.from({ length: members }, (_, member) => member * knownExtent(n)),
      [members, ...shape.slice(1).map(() => 1)],
    )
    return A.add(indices, A.expand(starts, shape))
  }
  const gather = (table: M, indices: M): M => {
    if (!table.isStacked) return { value: A.gather(table.value, indices.value), isStacked: indices.isStacked }
    const [m, n, ...rest] = A.shape(table.value)
    const flat = A.reshape(table.value, [knownExtent(at(m)) * knownExtent(at(n)), ...rest])
    return stacked(A.gather(flat, offset(spread(indices), at(n))))
  }
  const scatter = (values: M, indices: M, n: Extent): M => {
    if (!values.isStacked && !indices.isStacked) return shared(A.scatter(values.value, indices.value, n))
    const [from, to] = [spread(values), offset(spread(indices), n)]
    const rest = A.shape(from).slice(A.shape(to).length)
    return stacked(A.reshape(A.scatter(from, to, knownExtent(n) * members), [members, n, ...rest]))
  }
  const front = <Item>(list: ReadonlyArray<Item | null>, axes: 0 | 1): ReadonlyArray<Item | null> =>
    axes === 1 ? [null, ...list] : list

  return {
    shape: shapeOf,
    constant: (values, shape) => shared(A.constant(values, shape)),
    extent: (a, axes) => shared(A.extent(a.value, a.isStacked ? inner(axes) : axes)),
    ...entrywiseRecord(1, (name) => one(A[name])),
    ...entrywiseRecord(2, (name) => (a: M, b: M) => two(a, b, A[name])),
    stopGradient: one(A.stopGradient),
    where: (mask, a, b) => several([mask, a, b], ([m, x, y]) => A.where(at(m), at(x), at(y))),
    sum: (a, axes) => one((x, axesInFront) => A.sum(x, axesInFront === 1 ? inner(axes) : axes))(a),
    max: (a, axes) => one((x, axesInFront) => A.max(x, axesInFront === 1 ? inner(axes) : axes))(a),
    topMask: (a, k) => one((x) => A.topMask(x, k))(a),
    matmul: (a, b, transpose) => two(a, b, (x, y) => A.matmul(x, y, transpose)),
    conv: (x, k, window) =>
      two(x, k, (a, b, axes) =>
        axes === 0 ? A.conv(a, b, window) : fromChannels(A.conv(asChannels(a), asKernels(b), grouped(window))),
      ),
    convInput: (y, k, window, sizes) =>
      two(y, k, (a, b, axes) =>
        axes === 0
          ? A.convInput(a, b, window, sizes)
          : fromChannels(A.convInput(asChannels(a), asKernels(b), grouped(window), sizes)),
      ),
    convKernel: (x, y, window, sizes) =>
      two(x, y, (a, b, axes) =>
        axes === 0
          ? A.convKernel(a, b, window, sizes)
          : fromKernels(A.convKernel(asChannels(a), asChannels(b), grouped(window), sizes)),
      ),
    expand: (a, shape) =>
      one((x, axes) => {
        if (axes === 0) return A.expand(x, shape)
        const own = A.shape(x).slice(1)
        const ones = Array.from({ length: shape.length - own.length }, (): Extent => 1)
        return A.expand(A.reshape(x, [members, ...ones, ...own]), [members, ...shape])
      })(a),
    reshape: (a, shape) => one((x, axes) => A.reshape(x, axes === 1 ? [members, ...shape] : shape))(a),
    transpose: (a, permutation) =>
      one((x, axes) => A.transpose(x, axes === 1 ? [0, ...inner(permutation)] : permutation))(a),
    slice: (a, ranges) => one((x, axes) => A.slice(x, front(ranges, axes)))(a),
    pad: (a, paddings) => one((x, axes) => A.pad(x, front(paddings, axes)))(a),
    concat: (parts, axis) => several(parts, (values, axes) => A.concat(values, axis + axes)),
    gather,
    scatter,
  }
}

const at = <Item>(item: Item | undefined): Item => {
  if (item === undefined) throw new RangeError('an operand or an axis is missing')
  return item
}
