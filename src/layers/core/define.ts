import type { Codec, TypeOf } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import type * as Registry from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Layer, LayerDefinition } from './layer.ts'
import { built, erasedLayer } from './layer.ts'
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

/** A layer as pipelines use it, with its definition, as registries hold it. */
export type Defined<Use> = Registry.Defined<Use, LayerDefinition>

/** The layer with its settings, as a spec holds it. */
export type Specify<S extends object> = (settings: S) => LayerSpec

/** The settings as arguments: none need be given where all may be left out. */
export type Arguments<S extends object> =
  Record<never, never> extends S ? readonly [settings?: S] : readonly [settings: S]

/** A layer that keeps the sizes, as a function of its settings: `pipe(input([3]), cubic({ bend: 0.1 }))`. */
export type Keeping<S extends object> = (...settings: Arguments<S>) => KeepsSizes

type AnyFunction = (...given: never) => unknown

/** A value, or another one where computing it meets an argument that is missing. */
const orElse = <A>(compute: () => A, other: () => A): A => {
  try {
    return compute()
  } catch (error) {
    if (error instanceof TypeError) return other()
    throw error
  }
}

/**
 * The use of a layer. Called without an argument that it needs, which the compiler refuses and JavaScript allows, it
 * gives the bare layer: `elaborate` then reports the missing settings with their place.
 */
const orBare = <Use extends AnyFunction>(bare: LayerSpec, use: Use): Use =>
  new Proxy(use, {
    apply: (target, self, given: ReadonlyArray<unknown>): unknown => {
      const call = (): unknown => Reflect.apply(target, self, given)
      if (given.length >= target.length) return call()
      const result = orElse<unknown>(call, () => keepsSizes(bare))
      if (typeof result !== 'function') return result
      return (net: Net<Sizes, Sizes, string>): unknown =>
        orElse<unknown>(
          () => Reflect.apply(result, undefined, [net]),
          () => append(net, bare),
        )
    },
  })

/**
 * Defines a layer in one place: its definition for registries and its function for `pipe`. Without `use` the layer
 * keeps the sizes and takes its settings as an object; with `use` the function is the author's: `specify` makes the
 * layer of a spec from settings, and `append` adds it to a network and states with its type what comes out.
 *
 * @example
 * const twice = defineLayer({
 *   name: 'twice',
 *   package: 'my-layers@1.0.0',
 *   summary: 'Doubles every entry.',
 *   codec: () => Codecs.struct({}),
 *   build: (_settings, sizes) =>
 *     Layers.built({
 *       output: sizes,
 *       program: (A, { x }) => Layers.stage(A.add(x, x), (dy) => ({ dx: A.add(dy, dy), dparameters: {} })),
 *     }),
 * })
 * elaborate(extend(library, { layers: [twice] }), {
 *   encoder: pipe(input([4]), twice(), dense(2)),
 *   decoder: pipe(input([2]), dense(4)),
 *   loss: mse.terms,
 * })
 */
export function defineLayer<S extends object>(layer: Layer<S>): Defined<Keeping<S>>
export function defineLayer<S extends object, Use extends AnyFunction>(
  layer: Layer<S>,
  use: (specify: Specify<S>) => Use,
): Defined<Use>
export function defineLayer<S extends object>(
  layer: Layer<S>,
  use?: (specify: Specify<S>) => AnyFunction,
): Defined<object> {
  const specify = (settings: object = {}): LayerSpec => ({ layer: layer.name, ...present(settings) })
  const used = use?.(specify) ?? ((settings?: S) => keepsSizes(specify(settings)))
  return Object.assign(orBare({ layer: layer.name }, used), { definition: erasedLayer(layer) })
}

/** The codec of a layer without settings. */
export const noSettings = struct({})

/** A layer that is used without arguments; one interface, so that `pipe` infers through it. */
export interface WithoutSettings extends KeepsSizes {
  readonly definition: LayerDefinition
}

/** Defines a layer that keeps the sizes and has no settings: `pipe(input([3]), relu)`. */
export const defineWithoutSettings = (layer: Layer<TypeOf<typeof noSettings>>): WithoutSettings =>
  defineLayer(layer, (specify) => keepsSizes(specify({})))

/** Another use of a layer that keeps the sizes, with these settings: `geluTanh` of `gelu`. */
export const variantOf = ({ definition }: WithoutSettings, settings: object): WithoutSettings => {
  const spec = { layer: definition.name, ...settings }
  return Object.assign(orBare<KeepsSizes>(spec, keepsSizes(spec)), { definition })
}

/** y = f(x) entry by entry, with f′(x) computed only when the pullback is run. */
export interface Pointwise<T> {
  readonly y: T
  readonly derivative: () => T
}

/** An activation as a layer: y = f(x), dx = dy · f′(x), both [N, …]. */
export const pointwise = <S extends object>({
  name,
  summary,
  codec,
  example,
  f,
}: {
  readonly name: string
  readonly summary: string
  readonly codec: Codec<S>
  readonly example?: S
  readonly f: <T>(A: Tensor<T>, x: T, settings: S) => Pointwise<T>
}): Layer<S> => ({
  name,
  summary,
  codec: () => codec,
  ...present({ example }),
  build: (settings, input) =>
    built({
      output: input,
      padding: 'keeps',
      program: (A, { x }) => {
        const { y, derivative } = f(A, x, settings)
        return stage(y, (dy) => ({ dx: A.mul(dy, derivative()), dparameters: {} }))
      },
    }),
})
