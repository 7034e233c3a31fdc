import type { Extent, Shape, Sizes } from './shape.ts'

/** A half-open range of an axis, `step` apart (default 1): start, start + step, … below stop. */
export interface Range {
  readonly start: number
  readonly stop: number
  readonly step?: number
}

/** Zeros before, after and (default 0) between neighbouring entries of an axis. Never negative. */
export interface Padding {
  readonly before: number
  readonly after: number
  readonly interior?: number
}

/** Which operands of a product are read transposed (their last two axes exchanged). */
export interface Transposition {
  readonly a?: boolean
  readonly b?: boolean
}

/** Zeros before and after the entries of an axis. Never negative. */
export interface PadWidths {
  readonly before: number
  readonly after: number
}

/** The geometry of a convolution over one or two spatial axes; each list has one item per axis. */
export interface Window {
  readonly strides: Sizes
  readonly dilations: Sizes
  /** Zeros around the input. */
  readonly pads: ReadonlyArray<PadWidths>
  /** The number of groups of channels; each group has kernels of its own. */
  readonly groups: number
}

/**
 * The tensor algebra: the operations a program may use, and the whole of them. A program is a function from
 * this record; what `T` is, an interpreter decides.
 *
 * Numbers are real numbers of one dtype that the interpreter chooses. Masks are numbers, 0 or 1; indices are
 * numbers, whole and not negative. **Nothing broadcasts**: the operands of an element-wise operation have the
 * same shape, and `expand` is the only way to repeat. Reductions keep the rank (the reduced axes become 1).
 * Arithmetic is IEEE 754: log 0 = −∞, 0/0 = NaN, and NaN spreads. Operands whose shapes do not meet are an
 * error of the program and throw `ShapeError`.
 *
 * Where an operation is not differentiable, the derivative that every interpreter uses is named here.
 */
export interface Tensor<T> {
  /** The shape of a. The batch extent may be symbolic: a program passes it on and never computes with it. */
  readonly shape: (a: T) => Shape
  /** A tensor of known numbers, row-major. */
  readonly constant: (values: ArrayLike<number>, shape: Sizes) => T
  /** How many entries the axes span together, as a tensor of shape []: the N in a mean over the batch. */
  readonly extent: (a: T, axes: ReadonlyArray<number>) => T

  readonly neg: (a: T) => T
  /** |a|, with derivative sign a. */
  readonly abs: (a: T) => T
  /** −1, 0 or 1, with derivative 0. */
  readonly sign: (a: T) => T
  /** The greatest whole number not above a, with derivative 0. */
  readonly floor: (a: T) => T
  readonly exp: (a: T) => T
  /** The natural logarithm. */
  readonly log: (a: T) => T
  readonly sqrt: (a: T) => T
  readonly sin: (a: T) => T
  readonly cos: (a: T) => T
  readonly tanh: (a: T) => T
  /** 1 / (1 + exp −a), without overflow. */
  readonly sigmoid: (a: T) => T
  /** log (1 + exp a), without overflow and accurate in both tails. */
  readonly softplus: (a: T) => T
  /** The error function 2/√π · ∫₀ᵃ exp(−t²) dt. */
  readonly erf: (a: T) => T
  /** a itself, with derivative 0. */
  readonly stopGradient: (a: T) => T

  readonly add: (a: T, b: T) => T
  readonly sub: (a: T, b: T) => T
  readonly mul: (a: T, b: T) => T
  readonly div: (a: T, b: T) => T
  /** The greater of two; where they are equal the derivative is b's, so that relu′(0) = 0 for max(x, 0). */
  readonly maximum: (a: T, b: T) => T
  /** 1 where a > b, else 0, with derivative 0. */
  readonly greater: (a: T, b: T) => T
  /** a where the mask is not 0, else b. What is not chosen does not count, not even as NaN. */
  readonly where: (mask: T, a: T, b: T) => T

  /** Σ over the axes. */
  readonly sum: (a: T, axes: ReadonlyArray<number>) => T
  /** The greatest over the axes; tied entries share the derivative equally. */
  readonly max: (a: T, axes: ReadonlyArray<number>) => T
  /**
   * 1 for the k greatest entries along the last axis (of equal ones, the first), else 0, with derivative 0. Where that
   * axis is a multiple of N, k is one too.
   */
  readonly topMask: (a: T, k: Extent) => T
  /** a·b over the last two axes: [… m, k]·[… k, n] → [… m, n]; the axes before them agree. */
  readonly matmul: (a: T, b: T, transpose?: Transposition) => T

  /**
   * Convolution as networks have it (kernels are not reversed): x [N, g·c, …s], k [g·o, c, …w] → y [N, g·o, …e] with
   * e = ⌊(s + before + after − dilation·(w − 1) − 1) / stride⌋ + 1, at least 1 along every axis.
   *
   *     y[n, j, p] = Σ x[n, i, p·stride + q·dilation − before] · k[j, i, q]      over i in the group of j, and q
   *
   * with x = 0 outside. It is bilinear, and with its two adjoints the family is closed.
   */
  readonly conv: (x: T, k: T, window: Window) => T
  /** The adjoint of conv in x, transposed convolution: y [N, g·o, …e], k [g·o, c, …w] → [N, g·c, …s] for given sizes s. */
  readonly convInput: (y: T, k: T, window: Window, sizes: Sizes) => T
  /** The adjoint of conv in k: x [N, g·c, …s], y [N, g·o, …e] → [g·o, c, …w] for given sizes w. */
  readonly convKernel: (x: T, y: T, window: Window, sizes: Sizes) => T

  /** Repeats: shapes are aligned at the last axis, missing axes are put in front, extents of 1 are repeated. */
  readonly expand: (a: T, shape: Shape) => T
  /** The same numbers, row-major, in another shape of the same size. */
  readonly reshape: (a: T, shape: Shape) => T
  /** Axis i of the result is axis permutation[i] of a. */
  readonly transpose: (a: T, permutation: ReadonlyArray<number>) => T
  /** One range an axis; `null` takes the whole axis, as a symbolic one must be. */
  readonly slice: (a: T, ranges: ReadonlyArray<Range | null>) => T
  /** One padding an axis; `null` leaves the axis as it is. */
  readonly pad: (a: T, paddings: ReadonlyArray<Padding | null>) => T
  /** Parts that agree on every other axis, in order along this one; at least one part. */
  readonly concat: (parts: ReadonlyArray<T>, axis: number) => T
  /** Entries of the first axis by index: table [n, …s], indices […i] → […i, …s]. */
  readonly gather: (table: T, indices: T) => T
  /** The adjoint of gather: values […i, …s], indices […i] → [n, …s], values of one index added. */
  readonly scatter: (values: T, indices: T, n: Extent) => T
}

/** The names of all primitives but `shape`, which computes nothing. */
export type Primitive = Exclude<keyof Tensor<unknown>, 'shape'>

/** Reading numbers out is a capability of its own: an interpreter claims it only where there are numbers. */
export interface Readable<T> {
  /** The numbers of a, row-major, in a fresh array. */
  readonly read: (a: T) => Float64Array
}
