import { over } from '../../tensor/derived.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt, rowsOf } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { noSettings } from '../core/define.ts'
import { maxWithPullback } from './maxWithPullback.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { stage } from '../core/stage.ts'

/** One number for each channel of [N, C, …], kept as [N, C, 1, …], with the way back. */
type Reduction = <T>(
  A: Tensor<T>,
  x: T,
  axes: ReadonlyArray<number>,
) => { readonly y: T; readonly pullback: (dy: T) => T }

const back = ([channels = 1, ...rest]: Sizes, name: string): ReadonlyArray<LayerSpec> => {
  if (rest.length > 2)
    throw new Error(
      `mirror: ${name} has a mirror for [channels, length] and [channels, height, width] alone; write the decoder out`,
    )
  return [
    { layer: 'reshape', sizes: [channels, ...rest.map(() => 1)] },
    { layer: `upsampleNearest${rest.length}d`, size: rest },
  ]
}

const globalRow = (name: string, summary: string, reduce: Reduction): LayerDefinition =>
  row({
    name,
    summary,
    codec: () => noSettings,
    build: (_settings, input, context) => {
      const [channels] = input
      if (channels === undefined || input.length < 2)
        return wrongSizes(context, 'channels first and at least one axis behind them, [channels, …]', input)
      return built({
        output: [channels],
        program: (A, { x }) => {
          const { y, pullback } = reduce(
            A,
            x,
            rowsOf(input).flatMap((_, axis) => (axis < 2 ? [] : [axis])),
          )
          return stage(A.reshape(y, [extentAt(A.shape(x), 0), channels]), (dy) => ({
            dx: pullback(A.reshape(dy, A.shape(y))),
            dparameters: {},
          }))
        },
      })
    },
    mirror: (_settings, input) => back(input, name),
  })

/** One interface, so that `pipe` infers through it. */
interface GlobalPool {
  <Input extends Sizes, C extends number, Aux extends string>(
    net: Net<Input, readonly [C, number, ...ReadonlyArray<number>], Aux>,
  ): Net<Input, readonly [C], Aux>
  readonly definition: LayerDefinition
}

const globalPool = (layerRow: LayerDefinition): GlobalPool =>
  Object.assign(
    <Input extends Sizes, C extends number, Aux extends string>(
      net: Net<Input, readonly [C, number, ...ReadonlyArray<number>], Aux>,
    ): Net<Input, readonly [C], Aux> => append(net, { layer: layerRow.name }),
    { definition: layerRow },
  )

/**
 * The mean of every channel (Lin, Chen and Yan 2014, section 3.2). A sequence of vectors [T, F] is turned by
 * `permute([1, 0])` first.
 *
 *     y = Σ x / m over all axes behind the channels      dx = dy / m      x: [N, C, …]   y: [N, C]   m entries a channel
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(32), relu, globalAveragePool, dense(16))
 */
export const globalAveragePool = globalPool(
  globalRow('globalAveragePool', 'The mean of every channel of [channels, …].', (A, x, axes) => {
    const m = A.extent(x, axes)
    return {
      y: over(A, A.sum(x, axes), m),
      pullback: (dy) => A.expand(over(A, dy, m), A.shape(x)),
    }
  }),
)

/**
 * The greatest entry of every channel. A sequence of vectors [T, F] is turned by `permute([1, 0])` first.
 *
 *     y = max x over all axes behind the channels      x: [N, C, …]   y: [N, C]
 *     dx = dy where x is the greatest, else 0; of equal ones each gets the same share
 *
 * @example
 * const encoder = pipe(input([1, 28, 28]), conv2d(32), relu, globalMaxPool, dense(16))
 */
export const globalMaxPool = globalPool(
  globalRow('globalMaxPool', 'The greatest entry of every channel of [channels, …].', maxWithPullback),
)
