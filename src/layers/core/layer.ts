import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible, Settings } from '../../codec/index.ts'
import { array, decode, failure, lazy } from '../../codec/index.ts'
import type * as Registry from '../../registry/index.ts'
import { erased, lookup, taggedCodec } from '../../registry/index.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Named } from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { BufferSpec, Parameter } from './initial.ts'
import type { LayerSpec } from './net.ts'
import type { Noise } from './noise.ts'
import type { PaddingUse, Program } from './stage.ts'

/** A parameter of another layer that this one uses too. */
export interface SharedParameter {
  /** Its full name: `encoder.0.weight`. */
  readonly from: string
  /** The setting that names it, for faults: `decoder.layers[0].to`. */
  readonly where: string
  readonly shape: Sizes
}

/** The entries of an input that are the numbers of rows of a table: whole, not negative, below its height. */
export interface Indices {
  readonly below: number
}

/**
 * What a code is a sample of: normal entries, whose parameters are the aux tensors `mean` and `logVariance`; entries that
 * are 0 or 1, or soft ones; groups of classes along the last axis, one-hot or soft, in the sizes of the aux tensor `logits`;
 * unit vectors along the last axis; or, without any randomness, vectors along an axis of which there are finitely many.
 */
export type CodeDistribution = 'gaussian' | 'bernoulli' | 'categorical' | 'spherical' | 'quantised'

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
  /** What y is a sample of. That of a network is that of its last layer. A layer around others passes it on only if it gives their output unchanged. */
  readonly distribution?: CodeDistribution
  /** What it does with the padding of sequences; absent if it knows nothing of it. */
  readonly padding?: PaddingUse
  /** The number that it puts in the place of some entries of x and leaves the others: what were indices stay indices. */
  readonly replacement?: number
  readonly program: Program
}

/** A built layer from the fields that are particular to it; the others are empty. */
export const built = (parts: Pick<Built, 'output' | 'program'> & Partial<Built>): Fallible<Built> =>
  Either.right({ parameters: {}, shared: {}, buffers: {}, noise: {}, aux: {}, ...parts })

/** The codec of a list of layers. */
type Nested = Codec<ReadonlyArray<LayerSpec>>

/** What a layer may ask for while it is built or mirrored. */
export interface Context extends Registry.Context<Nested> {
  /** Builds the layers inside a layer; `key` is the setting that holds them: `body`, `branches[0]`. */
  readonly nest: (layers: ReadonlyArray<LayerSpec>, input: Sizes, key: string) => Fallible<Built>
  /** Mirrors the layers inside a layer. */
  readonly mirror: (layers: ReadonlyArray<LayerSpec>, input: Sizes) => ReadonlyArray<LayerSpec>
}

/** A layer: the definition that is common to all registries, and how it is mirrored. */
export interface Layer<S extends object> extends Registry.Definition<S, Nested, Sizes, Context, Built> {
  /**
   * The layer or layers that lead back from its output to its input; null if the way back leaves it out, as with noise.
   * Without, the layer leads back itself. `tie` is the full name of the layer whose weights the way back shall share,
   * if it shall.
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

/** A layer as a registry holds it: its settings are decoded when it is built. */
export type LayerDefinition = Layer<Settings>

/** The layers that a spec may name. */
export type Layers = Registry.Definitions<LayerDefinition>

/** A layer in the form that a registry holds; `defineLayer` is the way in. */
export const erasedLayer = <S extends object>(layer: Layer<S>): LayerDefinition => {
  const codecWith = memoizeWeak((nested: Nested) => layer.codec(nested))
  return {
    ...erased<S, Nested, Sizes, Context, Built>(layer),
    affine: layer.affine ?? false,
    mirror: (settings, input, context, tie) => {
      if (layer.mirror === undefined) return { ...settings, layer: layer.name }
      const decoded = decode(codecWith(context.nested), settings, context.where)
      return Either.isRight(decoded) ? layer.mirror(decoded.right, input, context, tie) : null
    },
  }
}

/** The codec of a list of layers of a registry; one for each registry. */
export const layersCodec = memoizeWeak((layers: Layers): Nested => {
  const list: Nested = lazy('layers', () => array(taggedCodec('layer', 'a layer', layers, list)))
  return list
})

/** The definition of a layer of a spec, and its settings; the spec was validated, so the definition exists. */
export const definitionFor = (
  layers: Layers,
  { layer, ...settings }: LayerSpec,
): readonly [LayerDefinition, Settings] => [lookup(layers, layer, 'layer'), settings]

/** A fault about the sizes of the input. */
export const wrongSizes = (context: Context, expected: string, input: Sizes, remedy?: string): Fallible<never> =>
  failure({ fault: 'wrong shape', where: context.where, expected, found: drawShape(input), ...present({ remedy }) })
