import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Finding, Settings } from '../../codec/index.ts'
import { decode, describe, drawFaults, erase, string, tagged } from '../../codec/index.ts'
import type { Noise } from '../../layers/index.ts'
import type { Rate } from '../../schedules/index.ts'
import { rateCodec } from '../../schedules/index.ts'
import type { Named } from '../../tensor/named.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'

/** A term as data: its name, how much it weighs, its settings. */
export interface TermSpec {
  readonly term: string
  readonly weight?: Rate
  readonly [setting: string]: unknown
}

/** The encoder at its input, seen as a linear map J: [N, …input] → [N, …code]. */
export interface Jacobian<T> {
  /** Jᵀu for a cotangent u of the code: [N, …code] → [N, …input]. */
  readonly transposed: (u: T) => T
  /** ∂⟨u, J v⟩/∂θ for every parameter θ, with u and v held fixed. */
  readonly gradient: (u: T, v: T) => Named<T>
}

/** The decoder at its code, seen as a linear map J: [N, …code] → [N, …output]. */
export interface DecoderJacobian<T> {
  /** J v for a tangent v of the code. */
  readonly along: (v: T) => {
    readonly value: T
    /** ∂⟨u, J v⟩/∂z and ∂⟨u, J v⟩/∂θ for the code z and every parameter θ, with u and v held fixed. */
    readonly gradient: (u: T) => { readonly dcode: T; readonly dparameters: Named<T> }
  }
}

/** The decoder on codes that a term has drawn itself. */
export interface Decoded<T> {
  /** [times·N, …output] */
  readonly output: T
  readonly pullback: (doutput: T) => { readonly dcode: T; readonly dparameters: Named<T> }
}

/** What the discriminator says of codes. */
export interface DiscriminatorOutput<T> {
  /** [N]: the logarithm of the odds that a code is of the first kind. */
  readonly logits: T
  /** The next value of every buffer of the discriminator. */
  readonly buffers: Named<T>
  readonly pullback: (dlogits: T) => { readonly dcode: T; readonly dparameters: Named<T> }
}

/** What a term may look at. */
export interface TermInput<T> {
  /** [N, …input], clean. */
  readonly target: T
  /** [N, …input] */
  readonly output: T
  /** What layers expose, and `code`, the output of the encoder. */
  readonly aux: Named<T>
  /** By full name. */
  readonly parameters: Named<T>
  /** The term's own random numbers. */
  readonly noise: Named<T>
  /** [N]: how much each row counts, not negative; absent, all alike. */
  readonly weight?: T
  /** [N, …input]: 1 where the target is known, 0 where it is missing; absent, all is known. */
  readonly mask?: T
  /** The encoder's at its input. */
  readonly jacobian: Jacobian<T>
  readonly decoder: DecoderJacobian<T>
  /** The decoder on so many codes for each row, one row's after the other's: [times·N, …code]. */
  readonly decode: (codes: T, times: number) => Decoded<T>
  /** The discriminator on codes [N, …code], if the model has one. */
  readonly discriminate?: (codes: T) => DiscriminatorOutput<T>
}

/** What the discriminator learns from: a loss of its own, in which the codes are held fixed. */
export interface DiscriminatorLoss<T> {
  readonly value: T
  /** The next value of every buffer of the discriminator. */
  readonly buffers: Named<T>
  /** The cotangents of the discriminator's parameters. */
  readonly pullback: (dvalue: T) => Named<T>
}

/** What a term's value changes with; what is absent does not matter to it. */
export interface TermCotangents<T> {
  readonly doutput?: T
  readonly daux?: Named<T>
  readonly dparameters?: Named<T>
}

/** A number of shape [] with its pullback. */
export interface TermValue<T> {
  readonly value: T
  readonly pullback: (dvalue: T) => TermCotangents<T>
}

/** A value with its pullback. */
export const termValue = <T>(value: T, pullback: (dvalue: T) => TermCotangents<T>): TermValue<T> => ({
  value,
  pullback,
})

/** Where numbers must lie for a term to make sense: anywhere, in [0, 1], or as probabilities along the last axis. */
export type Domain = 'real' | 'unit' | 'simplex'

/** The sizes a term may ask for. */
export interface TermSizes {
  readonly input: Sizes
  readonly code: Sizes
}

/** A term of a loss as a registry holds it: one file defines one. */
export interface Term<S extends object> {
  readonly name: string
  readonly summary: string
  /** The codec of its settings, which are those that every term has and its own. */
  readonly codec: (common: CommonSettings) => Codec<S>
  /** The aux tensors it looks at. */
  readonly needs?: (settings: S) => ReadonlyArray<string>
  /** The parameters it looks at by full name, with their shapes, beside those that happen to be there. */
  readonly parameters?: (settings: S, sizes: TermSizes) => Named<Sizes>
  /** What to do where the model does not have what it looks at; by default, to tap it. */
  readonly remedy?: string
  /** Where the output and the target, or for a penalty the aux it looks at, must lie. */
  readonly domain?: Domain
  /** Where the target must lie, if that is not where the output must. */
  readonly targets?: Domain | ((settings: S) => Domain)
  /**
   * Whether the aux tensors that it needs must be those of the code: that the last layer of the encoder exposes them, or
   * that they are mean and logVariance of the normal distribution which the code is a sample of.
   */
  readonly ofCode?: 'exposed' | 'gaussian'
  /** What is wrong with the sizes of the model for it, if anything; `at` names the setting at fault. */
  readonly check?: (settings: S, sizes: TermSizes) => (Finding & { readonly at?: string }) | undefined
  readonly noise?: (settings: S, sizes: TermSizes) => Named<Noise>
  readonly run: <T>(A: Tensor<T>, input: TermInput<T>, settings: S) => TermValue<T>
  /** For a reconstruction term: the error of each row, [N]; it ignores the weights. */
  readonly rows?: <T>(A: Tensor<T>, input: TermInput<T>, settings: S) => T
  /** For an adversarial term: what the discriminator learns from, while `run` takes its parameters as fixed. */
  readonly discriminatorLoss?: <T>(A: Tensor<T>, input: TermInput<T>, settings: S) => DiscriminatorLoss<T>
  /** Whether those errors are negative logarithms of a density, up to a constant. */
  readonly isLikelihood?: (settings: S) => boolean
}

/** A term whose settings are checked where it is used. */
export interface TermDefinition extends Omit<Term<Settings>, 'codec'> {
  readonly codec: (rate: Codec<Rate>) => Codec<Settings>
  readonly needs: (settings: Settings) => ReadonlyArray<string>
  readonly parameters: (settings: Settings, sizes: TermSizes) => Named<Sizes>
  readonly domain: Domain
  readonly targets: (settings: Settings) => Domain
  readonly isLikelihood: (settings: Settings) => boolean
  readonly check: (settings: Settings, sizes: TermSizes) => (Finding & { readonly at?: string }) | undefined
  readonly noise: (settings: Settings, sizes: TermSizes) => Named<Noise>
}

/** The terms that a spec may name. */
export type Terms = Named<TermDefinition>

/** The settings that every term may have: how much it counts, 1 by default, and a name for the reports. */
export interface CommonSettings {
  readonly weight: Codec<Rate>
  readonly name: Codec<string>
}

const commonWith = (rate: Codec<Rate>): CommonSettings => ({
  weight: describe(rate, 'how much the term counts: a number or a schedule of the step; 1 by default'),
  name: string('a name for the reports', { minLength: 1 }),
})

/** A term's own settings: how much it counts is the model's affair, and may be a schedule that only that knows. */
const checked = <S extends object>(codec: Term<S>['codec'], { weight: _, ...settings }: Settings): S => {
  const decoded = decode(codec(commonWith(rateCodec({}))), settings)
  if (Either.isLeft(decoded)) throw new Error(drawFaults(decoded.left))
  return decoded.right
}

/** Puts a term into a form that a registry can hold. Defaults: it needs no aux and no noise, on real numbers. */
export const row = <S extends object>(term: Term<S>): TermDefinition => {
  const {
    codec,
    needs = () => [],
    parameters = () => ({}),
    check = () => undefined,
    noise = () => ({}),
    domain = 'real',
    targets = domain,
    ofCode,
    isLikelihood = () => false,
    run,
    rows,
    discriminatorLoss,
  } = term
  const of = memoizeWeak((settings: Settings): S => checked(codec, settings))
  return {
    name: term.name,
    summary: term.summary,
    ...(term.remedy === undefined ? {} : { remedy: term.remedy }),
    codec: (rate) => erase(codec(commonWith(rate))),
    domain,
    ...(ofCode === undefined ? {} : { ofCode }),
    targets: (settings) => (typeof targets === 'string' ? targets : targets(of(settings))),
    isLikelihood: (settings) => isLikelihood(of(settings)),
    needs: (settings) => needs(of(settings)),
    parameters: (settings, sizes) => parameters(of(settings), sizes),
    check: (settings, sizes) => check(of(settings), sizes),
    noise: (settings, sizes) => noise(of(settings), sizes),
    run: (A, input, settings) => run(A, input, of(settings)),
    ...(rows === undefined ? {} : { rows: (A, input, settings) => rows(A, input, of(settings)) }),
    ...(discriminatorLoss === undefined
      ? {}
      : { discriminatorLoss: (A, input, settings) => discriminatorLoss(A, input, of(settings)) }),
  }
}

/** The codec of one term, for the terms that there are and the weights that they may have. */
export const termCodec = (terms: Terms, rate: Codec<Rate>): Codec<TermSpec> =>
  tagged('term', 'a loss term', Object.fromEntries(Object.values(terms).map(({ name, codec }) => [name, codec(rate)])))
