import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../codec/index.ts'
import { describe, integer, struct } from '../codec/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { Edges } from '../tensor/tensor.ts'
import { imageOf } from './convolution.ts'
import { misfit } from './fit.ts'
import type { Context, LayerRow } from './layer.ts'
import { built, row } from './layer.ts'
import type { Linear } from './linear.ts'
import { cut, inOrder, padded, permuted, reshaped } from './linear.ts'
import type { LayerSpec } from './net.ts'
import type { Program } from './stage.ts'
import type { Padding, Places, Sliding } from './window.ts'
import { padding, placesOn, windowOver } from './window.ts'

const kernel = describe(integer({ minimum: 1, maximum: 4096 }), 'how many entries a window holds along each axis')
const stride = describe(integer({ minimum: 1, maximum: 4096 }), 'how far a window moves; by default its own size')
const around = describe(
  padding,
  'what is around the input, none of which counts: "valid" (nothing), "same" (as much as gives a window for each stride) or a number on either side; "valid" by default',
)
const settings = struct({ kernel }, { stride, padding: around })
type Settings = TypeOf<typeof settings>

/** Windows that slide over rows [C, …sizes], with so many places, and what is around the input. */
export interface Pooling extends Sliding {
  readonly channels: number
  readonly sizes: Sizes
  readonly places: Sizes
  readonly edges: ReadonlyArray<Edges>
}

/** Along one axis, the entries of windows that lie side by side: [before · count, kernel, after] the kernel first. */
const gathered = (rows: number, kernelSize: number, after: number): Linear =>
  after === 1
    ? inOrder(reshaped([rows, kernelSize]), permuted([1, 0]))
    : inOrder(reshaped([rows, kernelSize, after]), permuted([1, 0, 2]))

/** The entries of windows that neither overlap nor leave anything between them, from the last axis to the first. */
const apart = ({ channels, kernel: k, places }: Pooling): Linear =>
  inOrder(
    cut([null, ...places.map((count) => ({ start: 0, stop: count * k }))]),
    ...places
      .map((_, axis) => {
        const before = channels * product(places.slice(0, axis + 1)) * k ** (places.length - 1)
        return gathered(before, k, product(places.slice(axis + 1)))
      })
      .toReversed(),
    reshaped([k ** places.length, channels, ...places]),
  )

/** All windows' entries with these offsets, in one slice: [C, …places]. */
const at = ({ stride: step, places }: Pooling, offsets: Sizes): Linear =>
  cut([
    null,
    ...places.map((count, axis) => {
      const start = offsets[axis] ?? 0
      return { start, stop: start + (count - 1) * step + 1, step }
    }),
  ])

/** Every combination of offsets in a window, the last axis fastest. */
const offsetsIn = ({ kernel: k, places }: Pooling): ReadonlyArray<Sizes> =>
  places.reduce<ReadonlyArray<Sizes>>(
    (all, _) => all.flatMap((offsets) => Array.from({ length: k }, (__, i) => [...offsets, i])),
    [[]],
  )

/** Maps of the same rows side by side on a new axis in front; what comes back is added. */
const stacked =
  (maps: ReadonlyArray<Linear>, sizes: Sizes): Linear =>
  (A, x) => {
    const parts = maps.map((map) => inOrder(map, reshaped([1, ...sizes]))(A, x))
    return {
      y: A.concat(
        parts.map(({ y }) => y),
        1,
      ),
      adjoint: (dy) =>
        parts
          .map(({ adjoint }, i) => adjoint(A.slice(dy, [null, { start: i, stop: i + 1 }, ...sizes.map(() => null)])))
          .reduce(A.add),
    }
  }

/** The entries of all windows over rows that have their edges: [C, …] → [kernel entries, C, …places]. */
export const windows = (pooling: Pooling): Linear => {
  const { kernel: k, stride: step, channels, places } = pooling
  return step === k
    ? apart(pooling)
    : stacked(
        offsetsIn(pooling).map((offsets) => at(pooling, offsets)),
        [channels, ...places],
      )
}

/** Zeros around the rows. */
export const edged = ({ edges }: Pooling): Linear =>
  edges.every(({ before, after }) => before === 0 && after === 0) ? inOrder() : padded([null, ...edges])

const poolingOver = (
  { kernel: k, stride: step = k, padding: zeros = 'valid' }: Settings,
  [channels, sizes]: readonly [number, Sizes],
  context: Context,
): Either.Either<Faults, Pooling> => {
  if (typeof zeros === 'number' && zeros >= k)
    return misfit(context, 'padding', {
      expected: `padding below the kernel ${k}, so that every window holds something`,
      found: String(zeros),
      remedy: `at most ${k - 1}`,
    })
  const one = { kernel: k, stride: step, dilation: 1, padding: zeros }
  return Either.map((places: Sizes) => ({ ...one, channels, sizes, places, edges: windowOver(sizes, one, 1).pads }))(
    placesOn(sizes, one, context),
  )
}

/** The layer that repeats entries until there are these sizes again: by a factor where that leads there. */
const enlarged = (layer: string, from: Sizes, to: Sizes): LayerSpec => {
  const [factor = 1] = to.map((size, axis) => size / (from[axis] ?? 1))
  const fits = Number.isInteger(factor) && to.every((size, axis) => size === (from[axis] ?? 1) * factor)
  return fits ? { layer, factor } : { layer, size: to }
}

/** The row of a pooling over so many axes, from the program over its windows. */
export const poolingRow = (
  axes: 1 | 2,
  {
    name,
    intent,
    program,
  }: { readonly name: string; readonly intent: string; readonly program: (pooling: Pooling) => Program },
): LayerRow => {
  const plan = (given: Settings, input: Sizes, context: Context): Either.Either<Faults, Pooling> =>
    Either.chain((image: readonly [number, Sizes]) => poolingOver(given, image, context))(imageOf(input, axes, context))
  return row<Settings>({
    name,
    intent,
    codec: (): Codec<Settings> => settings,
    build: (given, input, context) =>
      Either.chain((pooling: Pooling) =>
        built({ output: [pooling.channels, ...pooling.places], program: program(pooling) }),
      )(plan(given, input, context)),
    mirror: (given, input, context) => {
      const pooling = plan(given, input, context)
      return Either.isLeft(pooling)
        ? null
        : enlarged(`upsampleNearest${axes}d`, pooling.right.places, pooling.right.sizes)
    },
  })
}

/** What settings say to the compiler. */
export interface PoolingOptions<Stride extends number, Zeros extends Padding> {
  readonly stride?: Stride
  readonly padding?: Zeros
}

/** How many windows there are along an axis. */
export type Pooled<Size extends number, Kernel extends number, Stride extends number, Zeros extends Padding> = Places<
  Size,
  Kernel,
  Stride,
  1,
  Zeros
>
