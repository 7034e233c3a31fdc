import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, TypeOf } from '../../codec/index.ts'
import { array, boolean, describe, integer, string, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf, product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'
import { units } from '../dense/dense.ts'
import { nearestDivisors, sizeFault } from '../core/divisors.ts'
import { biasParameter } from '../core/initial.ts'
import { biasInitialiser, initialiser } from '../core/initialiser.ts'
import type { Built, Context } from '../core/layer.ts'
import type { LayerSpec } from '../core/net.ts'
import { windowSettings } from './slidingWindow.ts'

const optional = {
  ...windowSettings,
  groups: describe(integer({ minimum: 1 }), 'groups of channels, each with its own kernels; 1 by default'),
  bias: boolean,
  initialiser,
  biasInitialiser,
  to: describe(
    string('the full name of a convolution, such as "encoder.0"', { minLength: 1 }),
    'the layer whose kernels this one shares, transposed',
  ),
}

const channels = describe(units, 'the number of output channels')

/** The settings of a convolution. */
export const convolutionSettings = struct({ channels }, optional)
export type ConvolutionSettings = TypeOf<typeof convolutionSettings>

/** The settings of a transposed convolution over one or two axes. */
export const transposedSettings = (axes: 1 | 2): Codec<TransposedSettings> => {
  const size = describe(
    array(integer({ minimum: 1, maximum: 16_777_216 }), { minItems: axes, maxItems: axes }),
    'the output sizes, where several have the same convolved sizes',
  )
  return struct({ channels }, { ...optional, size })
}
export type TransposedSettings = ConvolutionSettings & { readonly size?: Sizes }

/** The options of a convolution that leave its output sizes as they are. */
export type ConvolutionOptions = Pick<ConvolutionSettings, 'groups' | 'bias' | 'initialiser' | 'biasInitialiser'>

/** The number of groups, which must divide the input channels and the output channels. */
export const groupsOf = ({ groups = 1, channels: to }: ConvolutionSettings, from: number, context: Context) =>
  [from, to].every((count) => count % groups === 0)
    ? Either.right(groups)
    : sizeFault(context, 'groups', {
        expected: `groups that divide the ${from} input channels and the ${to} output channels`,
        found: String(groups),
        remedy: `the nearest that do: ${nearestDivisors([from, to], groups).join(' and ')}`,
      })

/** The kernels of a layer: their sizes [g·o, i, …w] and groups, and the axis of the output channels. */
export interface Kernels {
  readonly sizes: Sizes
  readonly groups: number
  readonly outputs: 0 | 1
}

/** The parameters of a convolution; with `to` the kernels are those of another layer. */
export const parametersOf = (
  { channels: count, to, initialiser: initial = 'glorotUniform', ...bias }: ConvolutionSettings,
  { sizes, groups, outputs }: Kernels,
  { where }: Context,
): Pick<Built, 'parameters' | 'shared'> => {
  const [first, second] = extentsOf(sizes.slice(0, 2), 2)
  const area = product(sizes.slice(2))
  const [grouped, each] = [(first / groups) * area, second * area]
  const fan = outputs === 0 ? { in: each, out: grouped } : { in: grouped, out: each }
  return {
    parameters: {
      ...(to === undefined ? { weight: { shape: sizes, initialiser: initial, fan, outputs } } : {}),
      ...biasParameter(count, fan, bias),
    },
    shared: to === undefined ? {} : { weight: { from: `${to}.weight`, where: `${where}.to`, shape: sizes } },
  }
}

/** The settings of the mirrored layer: the same kernel, other channels; with `tie` the kernels of that layer. */
export const mirrored = (
  { to: _, initialiser: initial, ...settings }: ConvolutionSettings,
  layer: string,
  count: number,
  tie: string | undefined,
): LayerSpec => ({
  ...settings,
  layer,
  channels: count,
  ...present(tie === undefined ? { initialiser: initial } : { to: tie }),
})
