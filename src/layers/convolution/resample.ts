import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../../codec/index.ts'
import { array, describe, integer, refine, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, product, times } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Mul } from '../shape/arithmetic.ts'
import { imageOf } from './convolution.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Context, LayerDefinition } from '../core/layer.ts'
import { built, row } from '../core/layer.ts'
import type { Linear } from '../core/linear.ts'
import { inOrder, linear } from '../core/linear.ts'
import type { LayerSpec } from '../core/net.ts'

const factor = describe(integer({ minimum: 1, maximum: 4096 }), 'how many times as long each axis becomes')

const settingsOver = (axes: 1 | 2) => {
  const size = describe(
    array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: axes, maxItems: axes }),
    'how long each axis becomes, where no factor leads there',
  )
  return refine(struct({}, { factor, size }), (given) =>
    (given.factor === undefined) === (given.size === undefined)
      ? {
          fault: 'wrong keys',
          expected: 'either "factor" or "size"',
          found: given.size === undefined ? 'neither' : 'both',
        }
      : undefined,
  )
}
type Settings = TypeOf<ReturnType<typeof settingsOver>>

/** What one axis is read off: for each entry that comes out, the weights of those that came in: [to, from]. */
export type Weights = (from: number, to: number) => ReadonlyArray<ReadonlyArray<number>>

/** y = x·Wᵀ along the last axis of rows of these sizes, dx = dy·W. */
const alongLast =
  (sizes: Sizes, weights: ReadonlyArray<ReadonlyArray<number>>): Linear =>
  <T>(A: Tensor<T>, x: T) => {
    const before = sizes.slice(0, -1)
    const [n, from] = [extentAt(A.shape(x), 0), sizes.at(-1) ?? 1]
    const rows = times(n, product(before))
    const w = A.constant(weights.flat(), [weights.length, from])
    const y = A.matmul(A.reshape(x, [rows, from]), w, { b: true })
    return {
      y: A.reshape(y, [n, ...before, weights.length]),
      adjoint: (dy: T) => A.reshape(A.matmul(A.reshape(dy, A.shape(y)), w), A.shape(x)),
    }
  }

/** y = W·x along the axis before the last, for every matrix of rows of these sizes, dx = Wᵀ·dy. */
const alongRows =
  (sizes: Sizes, weights: ReadonlyArray<ReadonlyArray<number>>): Linear =>
  <T>(A: Tensor<T>, x: T) => {
    const [before, [from = 1, last = 1]] = [sizes.slice(0, -2), sizes.slice(-2)]
    const n = extentAt(A.shape(x), 0)
    const count = times(n, product(before))
    const w = A.expand(A.constant(weights.flat(), [weights.length, from]), [count, weights.length, from])
    const y = A.matmul(w, A.reshape(x, [count, from, last]))
    return {
      y: A.reshape(y, [n, ...before, weights.length, last]),
      adjoint: (dy: T) => A.reshape(A.matmul(w, A.reshape(dy, A.shape(y)), { a: true }), A.shape(x)),
    }
  }

/** Weights along the one or two axes of rows [C, …sizes], the last first. */
export const resampled = (channels: number, sizes: Sizes, to: Sizes, weights: Weights): Linear => {
  const [last = 1, rows] = sizes.toReversed()
  const [width = last, height = rows] = to.toReversed()
  const columns = alongLast([channels, ...sizes], weights(last, width))
  return rows === undefined || height === undefined
    ? columns
    : inOrder(columns, alongRows([channels, rows, width], weights(rows, height)))
}

const targetOf = (given: Settings, sizes: Sizes, context: Context): Either.Either<Faults, Sizes> => {
  const to = given.size ?? sizes.map((size) => size * (given.factor ?? 1))
  const short = to.findIndex((size, axis) => size < (sizes[axis] ?? 1))
  return short < 0
    ? Either.right(to)
    : sizeFault(context, `size[${short}]`, {
        expected: `a size of at least ${sizes[short]}, which comes in`,
        found: String(to[short]),
        remedy: 'averagePool leads to smaller ones',
      })
}

/** The pooling that leads back from multiples. */
const reduced = (name: string, axes: 1 | 2, from: Sizes, to: Sizes): LayerSpec => {
  const [kernel = 1] = to.map((size, axis) => size / (from[axis] ?? 1))
  if (!Number.isInteger(kernel) || to.some((size, axis) => size !== (from[axis] ?? 1) * kernel))
    throw new Error(
      `mirror: ${name} has a mirror where one factor leads from ${from.join('×')} to ${to.join('×')} alone; write the decoder out`,
    )
  return { layer: `averagePool${axes}d`, kernel }
}

/** The row of an upsampling over so many axes, from the linear map between two sizes. */
export const upsamplingRow = (
  axes: 1 | 2,
  {
    map,
    ...about
  }: {
    readonly name: string
    readonly summary: string
    readonly affine: boolean
    readonly map: (channels: number, from: Sizes, to: Sizes) => Linear
  },
): LayerDefinition => {
  const settings: Codec<Settings> = settingsOver(axes)
  return row<Settings>({
    ...about,
    codec: () => settings,
    build: (given, input, context) =>
      Either.chain(([channels, sizes]: readonly [number, Sizes]) =>
        Either.chain((to: Sizes) => built({ output: [channels, ...to], program: linear(map(channels, sizes, to)) }))(
          targetOf(given, sizes, context),
        ),
      )(imageOf(input, axes, context)),
    mirror: (given, [, ...sizes], context) => {
      const to = targetOf(given, sizes, context)
      return Either.isLeft(to) ? null : reduced(about.name, axes, sizes, to.right)
    },
  })
}

/** How far an upsampling leads: times a factor, or to a size. */
export type To<Axes extends ReadonlyArray<number>> = number | { readonly size: Axes }

/** The settings as a spec holds them. */
export const settingsTo = (to: To<Sizes>) => (typeof to === 'number' ? { factor: to } : { size: to.size })

/** How long an axis becomes. */
export type Upsampled<Size extends number, Axis extends number, Wanted> = Wanted extends number
  ? Mul<Size, Wanted>
  : Wanted extends { readonly size: infer All extends Sizes }
    ? All[Axis]
    : number
