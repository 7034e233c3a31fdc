import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../../codec/index.ts'
import { array, boolean, describe, integer, string, struct } from '../../codec/index.ts'
import * as Adjoint from '../../tensor/adjoint.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { Tensor, Window } from '../../tensor/tensor.ts'
import { units } from '../dense/dense.ts'
import { sizeFault, nearestDivisors } from '../core/divisors.ts'
import { initialiser } from '../core/initialiser.ts'
import type { Built, Context, LayerDefinition } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { LayerSpec } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import type { Sliding } from './window.ts'
import { placesOn, sliding, sourceOf, windowOver, windowSettings } from './window.ts'

const optional = {
  ...windowSettings,
  groups: describe(integer({ minimum: 1 }), 'groups of channels, each with kernels of its own; 1 by default'),
  bias: boolean,
  initialiser,
  to: describe(
    string('the full name of a convolution, such as "encoder.0"', { minLength: 1 }),
    'the layer whose weights this one shares, the other way round',
  ),
}

const channels = describe(units, 'how many channels come out')
const settings = struct({ channels }, optional)
type Settings = TypeOf<typeof settings>
const sizes = (axes: number): Codec<Sizes> =>
  describe(
    array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: axes, maxItems: axes }),
    'the sizes that come out, where several would lead to what comes in',
  )
type TransposedSettings = Settings & { readonly size?: Sizes }

/** What is not about sizes. */
export interface ConvolutionOptions {
  readonly groups?: number
  readonly bias?: boolean
  readonly initialiser?: Settings['initialiser']
}

/** b, an entry for each channel, in the shape of y: [N, C, …]. */
const perChannel = <T>(A: Tensor<T>, b: T, y: T): T => {
  const shape = A.shape(y)
  return A.expand(
    A.reshape(
      b,
      shape.map((extent, axis) => (axis === 1 ? extent : 1)),
    ),
    shape,
  )
}

/** Adds a bias to each channel of y, and sums its cotangent: Σ over all axes but the channels. */
const biased =
  (
    bias: boolean,
    stride: <T>(A: Tensor<T>, x: T, k: T) => readonly [y: T, back: (dy: T) => readonly [dx: T, dk: T]],
  ): Program =>
  (A, { x, parameters }) => {
    const [y, back] = stride(A, x, Named.get(parameters, 'weight'))
    const b = bias ? Named.get(parameters, 'bias') : undefined
    return stage(b === undefined ? y : A.add(y, perChannel(A, b, y)), (dy) => {
      const [dx, weight] = back(dy)
      const axes = A.shape(dy).flatMap((_, axis) => (axis === 1 ? [] : [axis]))
      const db = b === undefined ? {} : { bias: A.reshape(A.sum(dy, axes), A.shape(b)) }
      return { dx, dparameters: { weight, ...db } }
    })
  }

const forward = (window: Window, bias: boolean): Program =>
  biased(bias, (A, x, k) => [A.conv(x, k, window), (dy) => Adjoint.conv(A, [x, k], dy, window)])

const transposed = (window: Window, to: Sizes, bias: boolean): Program =>
  biased(bias, (A, x, k) => [A.convInput(x, k, window, to), (dy) => Adjoint.convInput(A, [x, k], dy, window)])

/** The parameters of kernels [o, i, …w] and of a bias for `outputs` channels; kernels may be another layer's. */
const parametersOf = (
  { to, initialiser: begin = 'glorotUniform', bias = true }: Settings,
  kernels: Sizes,
  outputs: number,
  axis: 0 | 1,
  groups: number,
  where: string,
): Pick<Built, 'parameters' | 'shared'> => {
  const [o = 1, i = 1, ...each] = kernels
  const places = product(each)
  const fan =
    axis === 0 ? { in: i * places, out: (o / groups) * places } : { in: (o / groups) * places, out: i * places }
  const zeros = { shape: [outputs], initialiser: 'zeros', fan } as const
  return {
    parameters: {
      ...(to === undefined ? { weight: { shape: kernels, initialiser: begin, fan, outputs: axis } } : {}),
      ...(bias ? { bias: zeros } : {}),
    },
    shared: to === undefined ? {} : { weight: { from: `${to}.weight`, where: `${where}.to`, shape: kernels } },
  }
}

/** The channels and the sizes behind them, if there are as many of these as there must be. */
export const imageOf = (
  input: Sizes,
  axes: 1 | 2,
  context: Context,
): Either.Either<Faults, readonly [number, Sizes]> => {
  const [count, ...rest] = input
  if (count !== undefined && rest.length === axes) return Either.right([count, rest])
  return wrongSizes(
    context,
    axes === 1 ? 'a sequence with its channels first, [channels, length]' : 'images [channels, height, width]',
    input,
    'reshape it first',
  )
}

/** Groups divide the channels on both sides. */
const groupsOf = (groups: number, sides: readonly [number, number], context: Context): Either.Either<Faults, number> =>
  sides.every((count) => count % groups === 0)
    ? Either.right(groups)
    : sizeFault(context, 'groups', {
        expected: `groups that divide the ${sides[0]} channels that come in and the ${sides[1]} that come out`,
        found: String(groups),
        remedy: `the nearest that do: ${nearestDivisors(sides, groups).join(' and ')}`,
      })

const both = <A, B>(a: Either.Either<Faults, A>, f: (a: A) => Either.Either<Faults, B>) => Either.chain(f)(a)

/** The way back: the same kernels, other channels; with `tie`, the same weights. */
const reversed = (
  { to: _, initialiser: begin, ...rest }: Settings,
  layer: string,
  count: number,
  tie: string | undefined,
): LayerSpec => ({
  ...rest,
  layer,
  channels: count,
  ...(tie === undefined ? (begin === undefined ? {} : { initialiser: begin }) : { to: tie }),
})

const kernelsOf = (first: number, second: number, rest: Sizes, { kernel }: Sliding): Sizes => [
  first,
  second,
  ...rest.map(() => kernel),
]

/** The row of a convolution over so many axes. */
export const convolutionRow = (axes: 1 | 2, name: string, back: string, summary: string): LayerDefinition =>
  row<Settings>({
    name,
    summary,
    affine: true,
    codec: () => settings,
    build: (given, input, context) =>
      both(imageOf(input, axes, context), ([count, rest]) =>
        both(groupsOf(given.groups ?? 1, [count, given.channels], context), (groups) => {
          const one = sliding(given)
          return both(placesOn(rest, one, context), (places) =>
            built({
              output: [given.channels, ...places],
              ...parametersOf(
                given,
                kernelsOf(given.channels, count / groups, rest, one),
                given.channels,
                0,
                groups,
                context.where,
              ),
              program: forward(windowOver(rest, one, groups), given.bias ?? true),
            }),
          )
        }),
      ),
    mirror: (given, input, context, tie) => {
      const [count = 1, ...rest] = input
      const one = sliding(given)
      const usual = both(placesOn(rest, one, context), (places) => sourceOf(places, one, undefined, context))
      const asUsual = Either.isRight(usual) && usual.right.join() === rest.join()
      return { ...reversed(given, back, count, tie), ...(asUsual ? {} : { size: rest }) }
    },
  })

/** The row of a transposed convolution over so many axes. */
export const transposedRow = (axes: 1 | 2, name: string, back: string, summary: string): LayerDefinition =>
  row<TransposedSettings>({
    name,
    summary,
    affine: true,
    codec: () => struct({ channels }, { ...optional, size: sizes(axes) }),
    build: (given, input, context) =>
      both(imageOf(input, axes, context), ([count, places]) =>
        both(groupsOf(given.groups ?? 1, [count, given.channels], context), (groups) => {
          const one = sliding(given)
          return both(sourceOf(places, one, given.size, context), (to) =>
            built({
              output: [given.channels, ...to],
              ...parametersOf(
                given,
                kernelsOf(count, given.channels / groups, places, one),
                given.channels,
                1,
                groups,
                context.where,
              ),
              program: transposed(windowOver(to, one, groups), to, given.bias ?? true),
            }),
          )
        }),
      ),
    mirror: ({ size: _, ...given }, [count = 1], _context, tie) => reversed(given, back, count, tie),
  })
