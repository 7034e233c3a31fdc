import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition } from '../../registry/index.ts'
import { plainDefinition } from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { MetricSubject } from './subject.ts'

/** A metric as data: its name and its settings. */
export interface MetricSpec {
  readonly metric: string
  readonly [setting: string]: unknown
}

/** What a metric says something of. */
export type MetricGroup = 'reconstruction' | 'code' | 'generation' | 'disentanglement' | 'dictionary' | 'data'

/** What a metric cannot do without. */
export type Need =
  | 'training rows'
  | 'labels'
  | 'labels of training rows'
  | 'factors'
  | 'a bound'
  | 'a likelihood'
  | 'samples'
  | 'a downstream loss'

/** Numbers of each row, of which a metric is the ratio of sums. */
export interface RowValues {
  readonly sums: Float64Array
  /** 1 for each row by default. */
  readonly counts?: Float64Array
  /** What is made of the ratio, a monotone function; the ratio itself by default. */
  readonly of?: (ratio: number) => number
}

/** A metric that was computed. */
export interface Value {
  readonly value: number
  /** Where it is a mean over the rows: what its bootstrap interval is computed from. */
  readonly rows?: RowValues
  /** The same figure of something to compare with: PCA, the training rows. */
  readonly beside?: { readonly name: string; readonly value: number }
  /** Figures that it consists of: those of each factor, the counts of a histogram. */
  readonly parts?: Readonly<Record<string, number>>
  /** What is to be known of the figure: `of 32`, `1,000 rows drawn at random`. */
  readonly note?: string
}

/** A metric, or the reason why there is none: too few rows, one class only. */
export type Measured = Value | { readonly undefined: string }

/** A metric that is built: what it makes of a trained model and its rows. */
export type BuiltMetric = (subject: MetricSubject) => Promise<Measured>

/** What lists and tables say of a metric. */
export interface MetricFacts {
  readonly group: MetricGroup
  /** As it is printed: `trustworthiness`, `R²`. */
  readonly title: string
  /** Whether models with greater or smaller values are better; absent where neither is. */
  readonly better?: 'high' | 'low'
  /** Whether it is among those that are computed where none are named: a second at most. */
  readonly isQuick?: boolean
  readonly needs?: ReadonlyArray<Need>
}

/** A metric as a registry holds it; `defineMetric` makes it. */
export type MetricDefinition = PlainDefinition<undefined, BuiltMetric> & MetricFacts

/** The metrics that there are by name. */
export type Metrics = Definitions<MetricDefinition>

/** What defines a metric: a name in lower camel case, a summary, what it needs, and how it is computed. */
export interface MetricParts<S extends object> extends MetricFacts {
  readonly name: string
  readonly package?: string
  readonly summary: string
  /** The settings beside the name; none by default. */
  readonly codec?: Codec<S>
  readonly compute: (subject: MetricSubject, settings: S) => Promise<Measured>
}

/**
 * Defines a metric in one place: its definition for registries, and the function that makes its spec.
 *
 * @example
 * const worst = Tasks.defineMetric({
 *   name: 'worstLoss',
 *   title: 'greatest loss of a row',
 *   group: 'reconstruction',
 *   better: 'low',
 *   summary: 'Greatest reconstruction loss of a row.',
 *   compute: async ({ rows }) => ({ value: Math.max(...(await rows.losses()).data) }),
 * })
 */
export const defineMetric = <S extends object = Record<never, never>>({
  codec,
  compute,
  ...facts
}: MetricParts<S>): Defined<(...settings: Arguments<S>) => MetricSpec, MetricDefinition> => {
  const use = (...[settings]: Arguments<S>): MetricSpec => ({ metric: facts.name, ...settings })
  const { group, title, better, isQuick, needs, ...named } = facts
  const definition = plainDefinition<S, undefined, BuiltMetric>({
    ...named,
    // Without a codec there are no settings, which is what `S` is then.
    codec: codec ?? (struct({}) as unknown as Codec<S>),
    build: (settings): Fallible<BuiltMetric> => Either.right((subject) => compute(subject, settings)),
  })
  return Object.assign(use, { definition: { ...definition, group, title, ...present({ better, isQuick, needs }) } })
}
