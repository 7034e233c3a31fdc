import * as t from 'io-ts'
import type { Codec } from '../../codec/index.ts'
import { make } from '../../codec/codec.ts'
import { array, isPlain, struct } from '../../codec/index.ts'
import type { KeepsSizes, Net } from '../../layers/index.ts'
import { withLayers } from '../../layers/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { DistributionSpec } from './distribution.ts'
import { asValue, defineDistribution } from './distribution.ts'

/** Anything that JSON can hold: the spec that it becomes a part of is decoded later. */
const anything: Codec<unknown> = make<unknown>(
  'a value',
  (_u): _u is unknown => true,
  (u) => t.success(u),
  (a) => a,
  { schema: { oneOf: [] } },
)

/** Layers on a vector, whose widths only the program knows. */
export type VectorLayers = (net: Net<readonly [number], readonly [number], never>) => {
  readonly layers: Net<readonly [number], readonly [number], string>['layers']
}

/** Layers that give a vector, of a width that only the program knows; one interface, so that `pipe` infers through it. */
interface GivesVector {
  <Input extends Sizes, Output extends Sizes, Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, readonly [number], Aux>
}

type Options<A> = readonly [A, ...ReadonlyArray<A>]

/** Layers in front of others, chosen: a layer that keeps the sizes, for the compiler. */
const layerChoice = (
  options: ReadonlyArray<VectorLayers>,
  specify: (of: ReadonlyArray<unknown>) => DistributionSpec,
) => {
  const empty = withLayers<readonly [number], readonly [number]>([0], [])
  const distribution = specify(options.map((option) => option(empty).layers))
  return (net: Net<readonly [number], readonly [number], never>) => ({
    ...net,
    layers: [...net.layers, asValue<Net<readonly [number], readonly [number], never>['layers'][number]>(distribution)],
  })
}

const isLayers = (option: unknown): option is VectorLayers => typeof option === 'function'

/** An autoencoder as an option is a part of an experiment, which has no envelope. */
const withoutEnvelope = (option: unknown): unknown => {
  if (!isPlain(option) || option['kind'] !== 'autoencoder') return option
  const { isthmus: _, kind: _kind, ...body } = option
  return body
}

interface Choice {
  /** One of several layers that keep the sizes: `choice(relu, tanh)`. */
  (...options: Options<KeepsSizes>): KeepsSizes
  /** One of several numbers. */
  (...options: Options<number>): number
  /** One of several words. */
  <const Word extends string>(...options: Options<Word>): Word
  /** One of several values of a type: loss terms, updates, autoencoders. */
  <A>(...options: Options<A>): A
  /** One of several lists of layers on a vector: `choice.layers((net) => pipe(net, dense(32), relu), (net) => net)`. */
  readonly layers: (...options: Options<VectorLayers>) => GivesVector
}

/**
 * One of several options, all equally likely: numbers, words, loss terms, whole layers, lists of layers or autoencoders. What
 * an option holds exists only where it is chosen. In a list, an option that is a list takes the place of the choice with
 * all its items. Choices of one name choose the option at the same position.
 */
export const choice = defineDistribution(
  {
    name: 'choice',
    summary: 'One of several options, all equally likely: values, layers or lists of layers.',
    codec: struct({ of: array(anything, { minItems: 1 }) }),
    example: { of: [16, 32, 64] },
    build: ({ of }) => ({
      levels: of.length,
      ordered: false,
      at: (u) => Math.min(of.length - 1, Math.floor(u * of.length)),
      cell: (value) => [value / of.length, (value + 1) / of.length],
      options: of,
    }),
  },
  (specify): Choice & { readonly named: (name: string) => Choice } => {
    const chooser =
      (settings: { readonly name?: string }) =>
      (...options: ReadonlyArray<unknown>): unknown => {
        if (options.length > 0 && options.every(isLayers))
          return layerChoice(options, (of) => specify({ of, ...settings }))
        return asValue<unknown>(specify({ of: options.map(withoutEnvelope), ...settings }))
      }
    const typed = (settings: { readonly name?: string }): Choice => {
      const use = chooser(settings)
      // The overloads say what each kind of options becomes; for the compiler a distribution is a value of its options.
      return Object.assign(use, { layers: use }) as Choice
    }
    return Object.assign(typed({}), { named: (name: string) => typed({ name }) })
  },
)
