import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible, Finding, Settings } from '../../codec/index.ts'
import { failure, lazy } from '../../codec/index.ts'
import type { Noise } from '../../layers/index.ts'
import type { Context, Definition, Definitions } from '../../registry/index.ts'
import { lookup, taggedCodec } from '../../registry/index.ts'
import type { Rate } from '../../schedules/index.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Evaluated } from './network.ts'

/** A term as data: its name, its coefficient (`weight`) and its settings. */
export interface TermSpec {
  readonly term: string
  readonly weight?: Rate
  readonly [setting: string]: unknown
}

/** The error of every row, [N], with its pullback to the output. */
export interface RowErrors<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => T
}

/** The row that an output belongs to, where there is one: a code that was sampled has none. */
export interface Given<T> {
  /** [N, …input] */
  readonly x: T
  readonly mask?: T
}

/** Random rows of the distribution that an output describes. */
export interface OutputSample {
  readonly noise: Named<Noise>
  /** [N, …output] → [N, …input], by random numbers under the names of `noise`. */
  readonly run: <T>(A: Tensor<T>, output: T, noise: Named<T>, given?: Given<T>) => T
}

/** What a reconstruction term compares. */
export interface Compared<T> {
  /** [N, …target]: the clean input, or another target that the rows have. */
  readonly target: T
  /** [N, …output]: what the decoder gives. */
  readonly output: T
  /** [N, …target]: 1 where the target is known, 0 where it is missing; absent if all of it is known. */
  readonly mask?: T
}

/** The inputs of a loss term. */
export interface TermInput<T> extends Compared<T> {
  /** The tensors that layers expose, and `code`, the output of the encoder. */
  readonly aux: Named<T>
  /** The parameters of encoder and decoder by full name. */
  readonly parameters: Named<T>
  /** The random numbers of this term. */
  readonly noise: Named<T>
  /** [N]: the sample weights, not negative; absent if all are 1. */
  readonly weight?: T
  /** The encoder at its input. */
  readonly encoder: Evaluated<T>
  /** The decoder at codes [repeats·N, …code]: `repeats` codes (1 by default) for each row, one row after the other. */
  readonly decoder: { readonly at: (codes: T, repeats?: number) => Evaluated<T> }
  /** The discriminator at codes [N, …code], if the model has one; its output are logits, [N]. */
  readonly discriminator?: { readonly at: (codes: T) => Evaluated<T> }
}

/** The loss that a discriminator minimises, with the codes held fixed. */
export interface DiscriminatorLoss<T> {
  readonly value: T
  /** The next value of each buffer of the discriminator. */
  readonly buffers: Named<T>
  /** The cotangents of the parameters of the discriminator. */
  readonly pullback: (dvalue: T) => Named<T>
}

/** The cotangents of the inputs that a term depends on; an absent one is 0. */
export interface TermCotangents<T> {
  readonly doutput?: T
  readonly daux?: Named<T>
  readonly dparameters?: Named<T>
}

/** The value of a term, of shape [], with its pullback. */
export interface TermValue<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => TermCotangents<T>
}

export const termValue = <T>(value: T, pullback: (dvalue: T) => TermCotangents<T>): TermValue<T> => ({
  value,
  pullback,
})

/** Kinds of numbers of some of the columns of a row. */
export interface ColumnDomain {
  readonly width: number
  readonly domain: Domain
}

/**
 * The set that numbers must lie in: the reals; [0, 1]; (0, 1), without its ends; probabilities along the last axis; one 1
 * among zeros along the last axis; whole numbers that are not negative; whole numbers below a bound, with one further
 * that stands for no entry; so many evenly spaced levels from 0 to 1; or one set for some columns, another for others.
 */
export type Domain =
  | 'real'
  | 'unit'
  | 'openUnit'
  | 'simplex'
  | 'count'
  | { readonly ids: number; readonly ignored?: number }
  | { readonly levels: number }
  | { readonly columns: ReadonlyArray<ColumnDomain> }

/** The sizes of an autoencoder; what the decoder gives is for the terms to say. */
export interface TermSizes {
  /** Those of the target, which is the input if a model says no other. */
  readonly input: Sizes
  readonly code: Sizes
}

/**
 * A distribution of codes: independent standard normal entries; entries that are 1 at a rate, else 0; groups in which one
 * class is 1, each equally likely; or unit vectors along the last axis in all directions alike.
 */
export type CodePrior =
  | { readonly kind: 'gaussian' | 'categorical' | 'spherical' }
  | { readonly kind: 'bernoulli'; readonly rate: number }

/** A term built from its settings for an autoencoder of known sizes. */
export interface BuiltTerm {
  /** The names of the aux tensors that it reads. */
  readonly needs: ReadonlyArray<string>
  /** The parameters that must exist, by full name, with their shapes. */
  readonly parameters: Named<Sizes>
  /** The remedy of the fault that the model lacks one of these; by default, to add a `tap`. */
  readonly remedy?: string
  /** The domain of output and target; of a penalty, that of the aux tensors it reads. */
  readonly domain: Domain
  /** The domain of the target. */
  readonly targets: Domain
  /**
   * Whether the aux tensors must belong to the code: the last layer of the encoder exposes them (`exposed`), or they are
   * the mean and logVariance of the normal distribution that the code is sampled from (`gaussian`).
   */
  readonly ofCode?: 'exposed' | 'gaussian'
  readonly noise: Named<Noise>
  readonly run: <T>(A: Tensor<T>, input: TermInput<T>) => TermValue<T>
  /** Of a reconstruction term: the error of each row, [N], without sample weights. */
  readonly rows?: <T>(A: Tensor<T>, compared: Compared<T>) => T
  /** The same with its pullback, for terms that hold others. */
  readonly errors?: <T>(A: Tensor<T>, compared: Compared<T>) => RowErrors<T>
  /** The sizes that the decoder must give; without, those of the input if the term compares the output with it. */
  readonly outputSizes?: Sizes
  /** What is expected of a row under its output, [N, …output] → [N, …input]; without, the output itself. */
  readonly mean?: <T>(A: Tensor<T>, output: T, given?: Given<T>) => T
  /** Random rows under an output, where the term is a likelihood that can be sampled. */
  readonly sample?: OutputSample
  /** Of an adversarial term: the loss of the discriminator; `run` holds the parameters of the discriminator fixed. */
  readonly discriminatorLoss?: <T>(A: Tensor<T>, input: TermInput<T>) => DiscriminatorLoss<T>
  /** The error per variable of a model that knows nothing, in the columns of a table the unit of balanced weights; 1 by default. */
  readonly uninformed?: number
  /** Whether the errors of the rows are negative log-densities, up to a constant. */
  readonly isLikelihood: boolean
  /** The distribution that it pulls codes towards. */
  readonly prior?: CodePrior
}

/** A built term from the fields that differ from the defaults: no aux tensors, no noise, real numbers. */
export const builtTerm = ({
  domain = 'real',
  ...fields
}: Partial<BuiltTerm> & Pick<BuiltTerm, 'run'>): Fallible<BuiltTerm> =>
  Either.right({ needs: [], parameters: {}, domain, targets: domain, noise: {}, isLikelihood: false, ...fields })

/** The codecs of what the settings of a term may hold: a coefficient, and a term that compares output and target. */
export interface TermNested {
  readonly rate: Codec<Rate>
  readonly term: Codec<TermSpec>
}

/** What a term may ask for while it is built. */
export interface TermContext extends Context<TermNested> {
  /** Builds a term inside a term; `key` is the setting that holds it: `groups[0].likelihood`. */
  readonly nest: (spec: TermSpec, sizes: TermSizes, key: string) => Fallible<BuiltTerm>
}

/** A term that does not fit the model: a fault at the term, or at its setting `at`. */
export const unfitTerm = (
  { where }: TermContext,
  { at, ...finding }: Finding & { readonly at?: string },
): Fallible<never> => failure({ ...finding, where: at === undefined ? where : `${where}.${at}` })

/** A term as a registry holds it; `defineTerm` makes it. */
export interface TermDefinition extends Definition<Settings, TermNested, TermSizes, TermContext, BuiltTerm> {
  /** Whether it compares output and target, so that a term that holds others may hold it. */
  readonly compares?: boolean
}

/** The terms that a spec may name. */
export type Terms = Definitions<TermDefinition>

/** The codecs of what the terms of a registry may hold. */
export const termNested = memoizeWeak((terms: Terms) =>
  memoizeWeak((rate: Codec<Rate>): TermNested => {
    const comparing = Object.fromEntries(Object.entries(terms).filter(([, { compares }]) => compares === true))
    const nested: TermNested = {
      rate,
      term: lazy('likelihood', () => taggedCodec('term', 'a term that compares', comparing, nested)),
    }
    return nested
  }),
)

/** What the terms of a registry are built with, at a place in the spec. */
export const termContext = (terms: Terms, rate: Codec<Rate>, where: string): TermContext => ({
  where,
  nested: termNested(terms)(rate),
  nest: ({ term, weight: _weight, ...settings }, sizes, key) =>
    lookup(terms, term, 'loss term').build(settings, sizes, termContext(terms, rate, `${where}.${key}`)),
})

/** The codec of one term, given the terms and the codec of coefficients. */
export const termCodec = (terms: Terms, rate: Codec<Rate>): Codec<TermSpec> =>
  taggedCodec('term', 'a loss term', terms, termNested(terms)(rate))
