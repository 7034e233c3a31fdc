import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Finding, Settings } from '../codec/index.ts'
import { decode, drawFaults, erase, tagged } from '../codec/index.ts'
import type { Rate } from '../schedules/index.ts'
import type { Named } from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'

/** An update as data: its name and its settings. */
export interface UpdateSpec {
  readonly update: string
  readonly [setting: string]: unknown
}

/** An optimiser as data: updates in turn. A monoid under `chain`, with `[]` as identity. */
export type Optimiser = ReadonlyArray<UpdateSpec>

/** What an update is given. */
export interface UpdateInput<T> {
  /** For each parameter the direction so far: the gradient, or what the update before made of it. */
  readonly direction: Named<T>
  /** By slot name, then by parameter. */
  readonly slots: Named<Named<T>>
  readonly parameters: Named<T>
  /** How many steps were taken before this one: 0, 1, …, of shape []. */
  readonly step: T
  /** The value of the loss, of shape []. */
  readonly loss: T
  /** A rate at this step, of shape []. */
  readonly rate: (rate: Rate) => T
}

/** What it gives: the new direction, which the last update's is subtracted from the parameters, and the new slots. */
export interface UpdateOutput<T> {
  readonly direction: Named<T>
  readonly slots: Named<Named<T>>
}

/** An update as a registry holds it: one file defines one. */
export interface Update<S extends object> {
  readonly name: string
  readonly summary: string
  /** An update with a learning rate uses the codec it is given. */
  readonly codec: (rate: Codec<Rate>) => Codec<S>
  /** The tensors it keeps for each parameter, and the number they begin with. */
  readonly slots?: (settings: S) => Named<number>
  readonly run: <T>(A: Tensor<T>, input: UpdateInput<T>, settings: S) => UpdateOutput<T>
  /** What is wrong with the settings for a model with these parameters, if anything. */
  readonly check?: (settings: S, parameters: ReadonlyArray<string>) => (Finding & { readonly at?: string }) | undefined
  /** Whether the direction is linear in the direction before, with coefficients that are not rounded. */
  readonly linear?: boolean
  /**
   * Whether it comes to the same however the entries of the parameters are spread over tensors: it works entry by
   * entry or on all of them, never by a parameter's name or shape. Engines may then lay them out as runs fastest.
   */
  readonly layoutFree?: boolean
}

/** An update whose settings are checked where it is used. */
export interface UpdateDefinition {
  readonly name: string
  readonly summary: string
  readonly codec: (rate: Codec<Rate>) => Codec<Settings>
  readonly slots: (settings: Settings, rate: Codec<Rate>) => Named<number>
  readonly run: <T>(A: Tensor<T>, input: UpdateInput<T>, settings: Settings, rate: Codec<Rate>) => UpdateOutput<T>
  readonly check: (
    settings: Settings,
    parameters: ReadonlyArray<string>,
    rate: Codec<Rate>,
  ) => (Finding & { readonly at?: string }) | undefined
  readonly linear: boolean
  readonly layoutFree: boolean
}

/** The updates that a spec may name. */
export type Updates = Named<UpdateDefinition>

/** Puts an update into a form that a registry can hold. */
export const row = <S extends object>(update: Update<S>): UpdateDefinition => {
  const of = (settings: Settings, rate: Codec<Rate>): S => {
    const decoded = decode(update.codec(rate), settings)
    if (Either.isLeft(decoded)) throw new Error(drawFaults(decoded.left))
    return decoded.right
  }
  return {
    name: update.name,
    summary: update.summary,
    linear: update.linear ?? false,
    layoutFree: update.layoutFree ?? false,
    codec: (rate) => erase(update.codec(rate)),
    slots: (settings, rate) => update.slots?.(of(settings, rate)) ?? {},
    run: (A, input, settings, rate) => update.run(A, input, of(settings, rate)),
    check: (settings, parameters, rate) => update.check?.(of(settings, rate), parameters),
  }
}

/** The codec of one update, for the updates and rates that there are. */
export const updateCodec = (updates: Updates, rate: Codec<Rate>): Codec<UpdateSpec> =>
  tagged(
    'update',
    'an update',
    Object.fromEntries(Object.values(updates).map(({ name, codec }) => [name, codec(rate)])),
  )

/** Optimisers in turn: each is given the direction that the one before it made. */
export const chain = (...optimisers: ReadonlyArray<Optimiser>): Optimiser => optimisers.flat()
