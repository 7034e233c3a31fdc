import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import type { Defined, Definitions, PlainDefinition, PlainFacts } from '../../registry/index.ts'
import { lookup, taggedCodec, noNested, plainDefinition } from '../../registry/index.ts'

/** A distribution as data, in the place of a value of a spec: `{ "distribution": "uniform", "from": 0, "to": 0.5 }`. */
export interface DistributionSpec {
  readonly distribution: string
  /** Distributions of one name are one hyperparameter: they take the same value. */
  readonly name?: string
  readonly [setting: string]: unknown
}

/** The part of [0, 1] from which a distribution takes a value. */
export type Cell = readonly [low: number, high: number]

/**
 * A distribution ready to be drawn from. Samplers know hyperparameters as numbers u of [0, 1], which the distribution
 * spreads evenly: `at` is its quantile function.
 */
export interface BuiltDistribution {
  /** How many values there are; absent where they are continuous. */
  readonly levels?: number
  /** Whether neighbours in [0, 1] are alike: numbers are, options are not. */
  readonly ordered: boolean
  /** The value at u in [0, 1]: for a choice, the position of the option. */
  readonly at: (u: number) => number
  /** The numbers u that give a value; both ends are equal where values are continuous. */
  readonly cell: (value: number) => Cell
  /** What a choice chooses from: JSON that may hold distributions. Without, the value is the number itself. */
  readonly options?: ReadonlyArray<unknown>
}

export type DistributionDefinition = PlainDefinition<undefined, BuiltDistribution>

/** The distributions that a space may name. */
export type Distributions = Definitions<DistributionDefinition>

/** What defines a distribution. */
export interface Distribution<S extends object> extends PlainFacts<S> {
  readonly build: (settings: S) => BuiltDistribution
}

/** The distribution with its settings, as a space holds it. */
type Specify<S extends object> = (settings: S & { readonly name?: string }) => DistributionSpec

/**
 * Defines a distribution in one place: its definition for registries, and the function that spaces call.
 *
 * @example
 * const square = Search.defineDistribution(
 *   {
 *     name: 'square',
 *     summary: 'Numbers from 0 to 1, small ones more often.',
 *     codec: Codecs.struct({}),
 *     build: () => ({ ordered: true, at: (u) => u * u, cell: (value) => [Math.sqrt(value), Math.sqrt(value)] }),
 *   },
 *   (specify) => () => Search.asNumber(specify({})),
 * )
 * const distributions = { ...Search.distributions, square: square.definition }
 */
export const defineDistribution = <S extends object, Use extends object>(
  { codec, build, ...rest }: Distribution<S>,
  use: (specify: Specify<S>) => Use,
): Defined<Use, DistributionDefinition> => {
  const definition = plainDefinition<S, undefined, BuiltDistribution>({
    ...rest,
    codec,
    build: (settings) => Either.right(build(settings)),
  })
  return Object.assign(
    use((settings) => ({ distribution: rest.name, ...settings })),
    { definition },
  )
}

/** The codec of a distribution, without its name. */
export const distributionCodec = (known: Distributions): Codec<DistributionSpec> =>
  taggedCodec('distribution', 'a distribution', known, noNested)

/** A distribution that was decoded before, ready to be drawn from. */
export const buildDistribution = (
  known: Distributions,
  { distribution, name: _, ...settings }: DistributionSpec,
  where: string,
): Fallible<BuiltDistribution> =>
  lookup(known, distribution, 'distribution').build(settings, undefined, { where, nested: noNested })

/**
 * A distribution where a spec takes a number. For the compiler it is a number, so that every layer and update takes it; its
 * value is the distribution, which only a space may hold.
 */
export const asNumber = (distribution: DistributionSpec): number => asValue<number>(distribution)

/** The same for a value of any type. */
export const asValue = <A>(distribution: DistributionSpec): A =>
  // A space replaces the distribution by such a value before any spec is decoded; a spec outside of a space refuses it.
  distribution as unknown as A
