import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, Settings } from '../../codec/index.ts'
import { array, decode, erase, lazy, tagged } from '../../codec/index.ts'
import type { Distribution } from '../../random/index.ts'
import type { Named } from '../../tensor/named.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { Initial, DerivedInitial } from './initial.ts'
import type { Fan } from './initialiser.ts'
import type { LayerSpec } from './net.ts'
import type { Program } from './stage.ts'

/** A trainable tensor: its shape and how it begins. */
export interface Parameter {
  readonly shape: Sizes
  readonly initialiser: Initial
  readonly fan: Fan
  /** The axis that has an entry for each output, for layers that normalise a weight; the last by default. */
  readonly outputs?: number
}

/** A tensor that a layer carries from step to step: its shape and what it begins with. */
export interface BufferSpec {
  readonly shape: Sizes
  readonly value: number | DerivedInitial
  /** Whether all its entries are positive at every step, as of a variance. */
  readonly positive?: boolean
}

/** Random numbers that a layer needs: for each row or once a step, and the number that makes them quiet. */
export interface Noise {
  readonly shape: Sizes
  readonly per: 'row' | 'step'
  readonly distribution: Distribution
  readonly neutral: number
  /** Whether it is no disturbance but a sample that is needed at evaluation too: drawn there, always the same. */
  readonly isSample?: true
}

/** The parameter of another layer that this one uses as its own. */
export interface SharedParameter {
  /** Its full name: `encoder.0.weight`. */
  readonly from: string
  readonly shape: Sizes
}

/** The entries of an input that are the numbers of rows of a table: whole, not negative, below its height. */
export interface Indices {
  readonly below: number
}

/** A layer for an input of known sizes: what it gives, what it needs, what it computes. Names are local. */
export interface Built {
  readonly output: Sizes
  readonly parameters: Named<Parameter>
  readonly shared: Named<SharedParameter>
  readonly buffers: Named<BufferSpec>
  readonly noise: Named<Noise>
  readonly aux: Named<Sizes>
  /** Present if the input may not hold any number. */
  readonly indices?: Indices
  /** How many entries it reads of the condition of the model; absent if it reads none. */
  readonly condition?: number
  readonly program: Program
}

/** A layer with only what is particular to it. */
export const built = (parts: Pick<Built, 'output' | 'program'> & Partial<Built>): Either.Either<Faults, Built> =>
  Either.right({ parameters: {}, shared: {}, buffers: {}, noise: {}, aux: {}, ...parts })

/** What a layer may ask while it is built or mirrored. */
export interface Context {
  /** The layer's place in the spec, for faults: `encoder.layers[1]`. */
  readonly where: string
  readonly layers: Codec<ReadonlyArray<LayerSpec>>
  /** Builds the layers inside a layer; `key` is the setting that holds them: `body`, `branches[0]`. */
  readonly nest: (layers: ReadonlyArray<LayerSpec>, input: Sizes, key: string) => Either.Either<Faults, Built>
  /** Mirrors the layers inside a layer. */
  readonly mirror: (layers: ReadonlyArray<LayerSpec>, input: Sizes) => ReadonlyArray<LayerSpec>
}

/** A layer as a registry holds it: one file defines one. */
export interface Layer<S extends object> {
  readonly name: string
  /** Where the layer comes from, `my-layers@1.2.0`; the library's own have none. Files that use it say so. */
  readonly package?: string
  /** One sentence for the docs. */
  readonly summary: string
  /** The settings beside the name; a layer that holds layers uses the codec it is given. */
  readonly codec: (layers: Codec<ReadonlyArray<LayerSpec>>) => Codec<S>
  readonly build: (settings: S, input: Sizes, context: Context) => Either.Either<Faults, Built>
  /**
   * The layer or layers that lead back from its output to its input; null if the way back leaves it out, as with noise.
   * `tie` is the full name of the layer whose weights the way back shall share, if it shall.
   */
  readonly mirror?: (
    settings: S,
    input: Sizes,
    context: Context,
    tie?: string,
  ) => LayerSpec | ReadonlyArray<LayerSpec> | null
  /** Whether y is affine in x with coefficients that are not rounded: its laws then hold exactly. */
  readonly affine?: boolean
}

/** A layer whose settings are checked where it is used. */
export type LayerDefinition = Layer<Settings>

/** The layers that a spec may name. */
export type Layers = Named<LayerDefinition>

const settingsOf = ({ layer: _, ...settings }: LayerSpec): Settings => settings

/** Puts a layer into a form that a registry can hold: its settings are validated before they are used. */
export const row = <S extends object>(layer: Layer<S>): LayerDefinition => {
  const codecWith = memoizeWeak((layers: Codec<ReadonlyArray<LayerSpec>>) => layer.codec(layers))
  const settingsIn = (settings: Settings, { layers, where }: Context): Either.Either<Faults, S> =>
    decode(codecWith(layers), settings, where)
  return {
    name: layer.name,
    ...(layer.package === undefined ? {} : { package: layer.package }),
    summary: layer.summary,
    affine: layer.affine ?? false,
    codec: (layers) => erase(codecWith(layers)),
    build: (settings, input, context) =>
      Either.chain((s: S) => layer.build(s, input, context))(settingsIn(settings, context)),
    mirror: (settings, input, context, tie) => {
      if (layer.mirror === undefined) return { ...settings, layer: layer.name }
      const decoded = settingsIn(settings, context)
      return Either.isRight(decoded) ? layer.mirror(decoded.right, input, context, tie) : null
    },
  }
}

/** The codec of a list of layers, for the layers that there are: one for each registry. */
export const layersCodec = memoizeWeak((layers: Layers): Codec<ReadonlyArray<LayerSpec>> => {
  const list: Codec<ReadonlyArray<LayerSpec>> = lazy('layers', () =>
    array(
      tagged(
        'layer',
        'a layer',
        Object.fromEntries(Object.values(layers).map(({ name, codec }) => [name, codec(list)])),
      ),
    ),
  )
  return list
})

/** Looks a spec's layer up; the spec was validated, so it is there. */
export const rowOf = (layers: Layers, spec: LayerSpec): readonly [LayerDefinition, Settings] => {
  const found = layers[spec.layer]
  if (found === undefined) throw new Error(`no layer "${spec.layer}" in the registry`)
  return [found, settingsOf(spec)]
}

/** A fault about the sizes that come in. */
export const wrongSizes = (
  context: Context,
  expected: string,
  input: Sizes,
  remedy?: string,
): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'wrong shape',
      where: context.where,
      expected,
      found: drawShape(input),
      ...(remedy === undefined ? {} : { remedy }),
    },
  ])
