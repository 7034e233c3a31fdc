import type { Codec } from '../codec/index.ts'
import { struct } from '../codec/index.ts'
import type { Sizes } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { LayerRow } from './layer.ts'
import { built, row } from './layer.ts'
import type { LayerSpec, Net } from './net.ts'
import { append } from './net.ts'
import { stage } from './stage.ts'

/** A function on networks that keeps their sizes and names. */
export interface KeepsSizes {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(net: Net<Input, Output, Aux>): Net<Input, Output, Aux>
}

/** A layer that keeps the sizes, as a function on networks. */
export const keepsSizes =
  (layer: LayerSpec): KeepsSizes =>
  (net) =>
    append(net, layer)

/** A layer that is used without arguments, with its registry row; one interface, so that `pipe` infers through it. */
export interface Constant extends KeepsSizes {
  readonly row: LayerRow
}

/** A layer that is used without arguments, `pipe(input([3]), relu)`. */
export const constant = (layerRow: LayerRow, settings: object = {}): Constant =>
  Object.assign(keepsSizes({ layer: layerRow.name, ...settings }), { row: layerRow })

/** y = f(x) entry by entry, with f′(x) computed only when the pullback is run. */
export interface Pointwise<T> {
  readonly y: T
  readonly derivative: () => T
}

/** The row of an activation: y = f(x), dx = dy · f′(x), both [N, …]. */
export const pointwise = <S extends object>(activation: {
  readonly name: string
  readonly intent: string
  readonly codec: Codec<S>
  readonly f: <T>(A: Tensor<T>, x: T, settings: S) => Pointwise<T>
}): LayerRow =>
  row<S>({
    name: activation.name,
    intent: activation.intent,
    codec: () => activation.codec,
    build: (settings, input) =>
      built({
        output: input,
        program: (A, { x }) => {
          const { y, derivative } = activation.f(A, x, settings)
          return stage(y, (dy) => ({ dx: A.mul(dy, derivative()), dparameters: {} }))
        },
      }),
  })

/** The codec of a layer without settings. */
export const noSettings = struct({})
