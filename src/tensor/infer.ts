import type { Extent, Shape, Sizes } from './shape.ts'
import { drawExtent, drawShape, extentAt, isSymbolic, product, sameExtent, sameShape, sizeOf } from './shape.ts'
import type { Padding, Range, Transposition, Window } from './tensor.ts'
import { outputSizes } from './window.ts'

/** Operands that do not fit an operation. A program that was elaborated from a checked spec never throws it. */
export class ShapeError extends Error {
  readonly operation: string
  readonly detail: string

  constructor(operation: string, detail: string) {
    super(`${operation}: ${detail}`)
    this.name = 'ShapeError'
    this.operation = operation
    this.detail = detail
  }
}

const demand = (holds: boolean, operation: string, detail: () => string): void => {
  if (!holds) throw new ShapeError(operation, detail())
}

const checkAxes = (operation: string, shape: Shape, axes: ReadonlyArray<number>): void => {
  for (const axis of axes)
    demand(
      Number.isInteger(axis) && axis >= 0 && axis < shape.length,
      operation,
      () => `no axis ${axis} in ${drawShape(shape)}`,
    )
  demand(new Set(axes).size === axes.length, operation, () => `an axis stands twice in [${axes.join(', ')}]`)
}

/** The shape rules of the primitives: what comes out, or `ShapeError`. Every interpreter uses these. */

export const constant = (values: ArrayLike<number>, shape: Sizes): Shape => {
  demand(values.length === product(shape), 'constant', () => `${values.length} values for ${drawShape(shape)}`)
  return shape
}

export const extent = (a: Shape, axes: ReadonlyArray<number>): Shape => {
  checkAxes('extent', a, axes)
  return []
}

export const elementwise = (operation: string, a: Shape, ...others: ReadonlyArray<Shape>): Shape => {
  for (const b of others)
    demand(sameShape(a, b), operation, () => `${drawShape(a)} and ${drawShape(b)} differ; expand one of them`)
  return a
}

export const reduction = (operation: string, a: Shape, axes: ReadonlyArray<number>): Shape => {
  checkAxes(operation, a, axes)
  return a.map((size, axis) => (axes.includes(axis) ? 1 : size))
}

export const topMask = (a: Shape, k: Extent): Shape => {
  const last = a.at(-1)
  const within = (few: number, all: number): boolean => Number.isInteger(few) && few >= 1 && few <= all
  const fits =
    last !== undefined &&
    (isSymbolic(last) ? isSymbolic(k) && within(k.batch, last.batch) : !isSymbolic(k) && within(k, last))
  demand(fits, 'topMask', () => `k = ${drawExtent(k)} of the last axis of ${drawShape(a)}`)
  return a
}

export const matmul = (a: Shape, b: Shape, { a: ta = false, b: tb = false }: Transposition = {}): Shape => {
  const meet = () => `${drawShape(a)}${ta ? 'ᵀ' : ''} · ${drawShape(b)}${tb ? 'ᵀ' : ''} do not meet`
  demand(a.length >= 2 && a.length === b.length, 'matmul', meet)
  const leading = a.slice(0, -2)
  const [m, k] = ta
    ? [extentAt(a, a.length - 1), extentAt(a, a.length - 2)]
    : [extentAt(a, a.length - 2), extentAt(a, a.length - 1)]
  const [l, n] = tb
    ? [extentAt(b, b.length - 1), extentAt(b, b.length - 2)]
    : [extentAt(b, b.length - 2), extentAt(b, b.length - 1)]
  demand(sameExtent(k, l) && sameShape(leading, b.slice(0, -2)), 'matmul', meet)
  return [...leading, m, n]
}

export const expand = (a: Shape, shape: Shape): Shape => {
  const missing = shape.length - a.length
  const fits = missing >= 0 && a.every((size, axis) => size === 1 || sameExtent(size, extentAt(shape, missing + axis)))
  demand(fits, 'expand', () => `${drawShape(a)} does not repeat to ${drawShape(shape)}`)
  return shape
}

export const reshape = (a: Shape, shape: Shape): Shape => {
  const [from, to] = [sizeOf(a), sizeOf(shape)]
  const same = from.factor === to.factor && (from.power === to.power || from.factor === 0)
  demand(same, 'reshape', () => `${drawShape(a)} and ${drawShape(shape)} hold different numbers of entries`)
  return shape
}

export const transpose = (a: Shape, permutation: ReadonlyArray<number>): Shape => {
  checkAxes('transpose', a, permutation)
  demand(permutation.length === a.length, 'transpose', () => `${permutation.length} axes for ${drawShape(a)}`)
  return permutation.map((axis) => extentAt(a, axis))
}

/** How many entries a range takes. */
export const rangeLength = ({ start, stop, step = 1 }: Range): number => Math.max(0, Math.ceil((stop - start) / step))

export const slice = (a: Shape, ranges: ReadonlyArray<Range | null>): Shape => {
  demand(ranges.length === a.length, 'slice', () => `${ranges.length} ranges for ${drawShape(a)}`)
  return a.map((size, axis) => {
    const range = ranges[axis] ?? null
    if (range === null) return size
    const { start, stop, step = 1 } = range
    const fits = !isSymbolic(size) && start >= 0 && start <= stop && stop <= size && step >= 1
    demand(fits, 'slice', () => `${start}:${stop}:${step} of axis ${axis} of ${drawShape(a)}`)
    return rangeLength(range)
  })
}

const paddedLength = (size: number, { before, after, interior = 0 }: Padding): number =>
  before + size + Math.max(0, size - 1) * interior + after

export const pad = (a: Shape, paddings: ReadonlyArray<Padding | null>): Shape => {
  demand(paddings.length === a.length, 'pad', () => `${paddings.length} paddings for ${drawShape(a)}`)
  return a.map((size, axis) => {
    const padding = paddings[axis] ?? null
    if (padding === null) return size
    const fits = !isSymbolic(size) && padding.before >= 0 && padding.after >= 0 && (padding.interior ?? 0) >= 0
    demand(fits, 'pad', () => `${padding.before}, ${padding.after} around axis ${axis} of ${drawShape(a)}`)
    return isSymbolic(size) ? size : paddedLength(size, padding)
  })
}

const plus = (a: Extent, b: Extent): Extent => {
  if (isSymbolic(a) && isSymbolic(b)) return { batch: a.batch + b.batch }
  if (!isSymbolic(a) && !isSymbolic(b)) return a + b
  throw new ShapeError('concat', 'a symbolic and a known extent do not add up')
}

export const concat = (parts: ReadonlyArray<Shape>, axis: number): Shape => {
  const first = parts[0]
  if (first === undefined) throw new ShapeError('concat', 'no parts')
  checkAxes('concat', first, [axis])
  for (const part of parts) {
    const fits =
      part.length === first.length && first.every((size, i) => i === axis || sameExtent(size, extentAt(part, i)))
    demand(fits, 'concat', () => `${drawShape(first)} and ${drawShape(part)} differ beside axis ${axis}`)
  }
  const along = parts.map((part) => extentAt(part, axis)).reduce(plus)
  return first.map((size, i) => (i === axis ? along : size))
}

export const gather = (table: Shape, indices: Shape): Shape => {
  demand(table.length >= 1, 'gather', () => `a table of shape ${drawShape(table)} has no rows`)
  return [...indices, ...table.slice(1)]
}

export const scatter = (values: Shape, indices: Shape, n: Extent): Shape => {
  const fits = sameShape(values.slice(0, indices.length), indices)
  demand(fits, 'scatter', () => `values ${drawShape(values)} do not begin like their indices ${drawShape(indices)}`)
  return [n, ...values.slice(indices.length)]
}

const drawWindow = ({ strides, dilations, pads, groups }: Window): string => {
  const around = pads.map(({ before, after }) => `${before}+${after}`)
  return `strides ${strides.join()}, dilations ${dilations.join()}, padding ${around.join()}, groups ${groups}`
}

/** That x, k and y are the operands and the result of one convolution; what is known of each, `null` where it is asked. */
const checkWindow = (operation: string, [x, k]: readonly [Shape, Shape], window: Window): Sizes => {
  const { strides, dilations, pads, groups } = window
  const [channels, outputs, each] = [extentAt(x, 1), extentAt(k, 0), extentAt(k, 1)]
  const detail = () => `${drawShape(x)} and kernels ${drawShape(k)} with ${drawWindow(window)}`
  const axes = x.length - 2
  const whole = [...strides, ...dilations, groups].every((count) => Number.isInteger(count) && count >= 1)
  const lists = [strides, dilations, pads].every((list) => list.length === axes) && k.length === x.length
  demand((axes === 1 || axes === 2) && whole && lists, operation, detail)
  demand(
    pads.every((edges) => [edges.before, edges.after].every((count) => Number.isInteger(count) && count >= 0)),
    operation,
    detail,
  )
  const fits = !isSymbolic(each) && channels === each * groups && !isSymbolic(outputs) && outputs % groups === 0
  demand(fits, operation, detail)
  const places = outputSizes(sizesAfter(x), sizesAfter(k), window)
  demand(
    places.every((count) => count >= 1),
    operation,
    detail,
  )
  return places
}

/** The extents behind the first two, which must be known. */
const sizesAfter = (shape: Shape): Sizes =>
  shape.slice(2).map((extent) => {
    if (isSymbolic(extent)) throw new ShapeError('conv', `a symbolic axis in ${drawShape(shape)}`)
    return extent
  })

export const conv = (x: Shape, k: Shape, window: Window): Shape => {
  demand(x.length >= 3 && k.length >= 3, 'conv', () => `${drawShape(x)} and kernels ${drawShape(k)}`)
  return [extentAt(x, 0), extentAt(k, 0), ...checkWindow('conv', [x, k], window)]
}

export const convInput = (y: Shape, k: Shape, window: Window, sizes: Sizes): Shape => {
  demand(y.length >= 3 && k.length >= 3, 'convInput', () => `${drawShape(y)} and kernels ${drawShape(k)}`)
  const each = extentAt(k, 1)
  const x = [extentAt(y, 0), isSymbolic(each) ? each : each * window.groups, ...sizes]
  const forward: Shape = [extentAt(y, 0), extentAt(k, 0), ...checkWindow('convInput', [x, k], window)]
  demand(
    sameShape(forward, y),
    'convInput',
    () => `${drawShape(x)} leads to ${drawShape(forward)}, not ${drawShape(y)}`,
  )
  return x
}

export const convKernel = (x: Shape, y: Shape, window: Window, sizes: Sizes): Shape => {
  demand(x.length >= 3 && y.length >= 3, 'convKernel', () => `${drawShape(x)} and ${drawShape(y)}`)
  const channels = extentAt(x, 1)
  const k = [extentAt(y, 1), isSymbolic(channels) ? channels : channels / window.groups, ...sizes]
  const forward: Shape = [extentAt(x, 0), extentAt(k, 0), ...checkWindow('convKernel', [x, k], window)]
  demand(
    sameShape(forward, y),
    'convKernel',
    () => `${drawShape(x)} leads to ${drawShape(forward)}, not ${drawShape(y)}`,
  )
  return k
}
