/**
 * Shapes. An extent is a whole number or a multiple of the batch size N, which stays symbolic until a
 * program is evaluated: `[{ batch: 1 }, 784]` is N rows of 784.
 */
export interface Batch {
  /** How many times N: 1 for N itself, 10 for the N·10 rows of a flattened sequence of ten. */
  readonly batch: number
}

export type Extent = number | Batch
export type Shape = ReadonlyArray<Extent>
/** A shape without the batch axis, all extents known: what one row of data looks like. */
export type Sizes = ReadonlyArray<number>

/** N. */
export const batch: Batch = { batch: 1 }

export const isSymbolic = (extent: Extent): extent is Batch => typeof extent !== 'number'

export const sameExtent = (a: Extent, b: Extent): boolean =>
  isSymbolic(a) ? isSymbolic(b) && a.batch === b.batch : a === b

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((extent, axis) => sameExtent(extent, extentAt(b, axis)))

/** The extent of an axis that must exist: a number where all extents are numbers. */
export const extentAt = <E extends Extent>(shape: ReadonlyArray<E>, axis: number): E => {
  const extent = shape[axis]
  if (extent === undefined) throw new RangeError(`axis ${axis} of ${drawShape(shape)} does not exist`)
  return extent
}

/** The extent of the last axis. */
export const lastExtent = <E extends Extent>(shape: ReadonlyArray<E>): E => extentAt(shape, shape.length - 1)

/** The extents of a shape that must have this rank. */
export function extentsOf<E extends Extent>(shape: ReadonlyArray<E>, rank: 2): readonly [E, E]
export function extentsOf<E extends Extent>(shape: ReadonlyArray<E>, rank: 3): readonly [E, E, E]
export function extentsOf<E extends Extent>(shape: ReadonlyArray<E>, rank: 4): readonly [E, E, E, E]
export function extentsOf<E extends Extent>(shape: ReadonlyArray<E>, rank: number): ReadonlyArray<E> {
  if (shape.length !== rank) throw new RangeError(`expected a shape of ${rank} axes, found ${drawShape(shape)}`)
  return shape
}

/** An extent that must be a number: not the batch. */
export const knownExtent = (extent: Extent): number => {
  if (isSymbolic(extent)) throw new RangeError(`an extent of ${drawExtent(extent)} is not known before a program runs`)
  return extent
}

/** A shape without a batch axis, as numbers. */
export const knownSizes = (shape: Shape): Sizes => shape.map(knownExtent)

/** How many numbers a tensor of this shape holds: factor · N^power. */
export const sizeOf = (shape: Shape): { readonly factor: number; readonly power: number } => ({
  factor: shape.reduce<number>((factor, extent) => factor * (isSymbolic(extent) ? extent.batch : extent), 1),
  power: shape.filter(isSymbolic).length,
})

/** The same once N is known. */
export const countOf = (shape: Shape, n: number): number =>
  shape.reduce<number>((count, extent) => count * extentOf(extent, n), 1)

/** An extent repeated: N times 10 is the extent of ten rows for each row. */
export const times = (extent: Extent, factor: number): Extent =>
  isSymbolic(extent) ? { batch: extent.batch * factor } : extent * factor

/** How many numbers one row of these sizes holds. */
export const product = (sizes: Sizes): number => sizes.reduce((a, b) => a * b, 1)

/** The number an extent stands for once N is known. */
export const extentOf = (extent: Extent, n: number): number => (isSymbolic(extent) ? extent.batch * n : extent)

/** Whole rows: N of these sizes. */
export const rowsOf = (sizes: Sizes): Shape => [batch, ...sizes]

/** `784`, `N`, `10N`. */
export const drawExtent = (extent: Extent): string =>
  isSymbolic(extent) ? (extent.batch === 1 ? 'N' : `${extent.batch}N`) : String(extent)

/** `[N, 784]`. */
export const drawShape = (shape: Shape): string => `[${shape.map(drawExtent).join(', ')}]`
