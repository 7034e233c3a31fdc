import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, nearest, show } from '../../codec/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainFacts } from '../../registry/index.ts'
import { noNested, plainDefinition } from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { Trial } from '../trials/trial.ts'

/** A pruner as data: `{ pruner: 'asha', reduction: 4 }`. */
export interface PrunerSpec {
  readonly pruner: string
  readonly [setting: string]: unknown
}

/** What is to be done next: a new trial, one more rung of a paused trial, its end, or to wait for those that run. */
export type Decision =
  | { readonly kind: 'start' }
  | { readonly kind: 'continue' | 'prune'; readonly trial: number }
  | { readonly kind: 'wait' }

/** What a decision depends on, and on nothing else. */
export interface PrunerInput {
  readonly trials: ReadonlyArray<Trial>
  /** How many rungs there are. */
  readonly rungs: number
  /** Whether no trial will be started any more. */
  readonly closed: boolean
}

/** A pruner ready to decide. */
export interface BuiltPruner {
  /** The rungs, as rising shares of the epochs of a trial; the last is 1. `epochs` are those of the shortest trial. */
  readonly shares: (epochs: number) => ReadonlyArray<number>
  readonly next: (input: PrunerInput) => Decision
  /** Trials that are suggested together, from what was known before the first of them; 1 where it is absent. */
  readonly batch?: (rungs: number) => number
}

export type PrunerDefinition = PlainDefinition<undefined, BuiltPruner>

/** The pruners that a search may name. */
export type Pruners = Definitions<PrunerDefinition>

/** What defines a pruner. */
export interface Pruner<S extends object> extends PlainFacts<S> {
  readonly build: (settings: S) => BuiltPruner
}

/**
 * Defines a pruner, which ends hopeless trials early, in one place: its definition for registries, and the function that
 * gives it with settings.
 */
export const definePruner = <S extends object>({
  codec,
  build,
  ...rest
}: Pruner<S>): Defined<(...settings: Arguments<S>) => PrunerSpec, PrunerDefinition> => {
  const definition = plainDefinition<S, undefined, BuiltPruner>({
    ...rest,
    codec,
    build: (settings) => Either.right(build(settings)),
  })
  const specify = (...[settings]: Arguments<S>): PrunerSpec => ({ pruner: rest.name, ...present(settings ?? {}) })
  return Object.assign(specify, { definition })
}

/** A pruner by its name, or with settings, ready to decide. */
export const buildPruner = (known: Pruners, choice: string | PrunerSpec): Fallible<BuiltPruner> => {
  const { pruner, ...settings } = typeof choice === 'string' ? { pruner: choice } : choice
  const definition = Object.hasOwn(known, pruner) ? known[pruner] : undefined
  if (definition !== undefined) return definition.build(settings, undefined, { where: 'pruner', nested: noNested })
  const names = Object.keys(known)
  const near = nearest(pruner, names)
  return failure({
    fault: 'unknown name',
    where: 'pruner',
    expected: 'a pruner',
    found: show(pruner),
    remedy: near === undefined ? `one of ${names.join(', ')}` : `did you mean ${show(near)}?`,
  })
}

/** Rungs that grow by a factor up to the whole, as many as so many epochs allow for. */
export const geometricShares = (epochs: number, reduction: number, most: number): ReadonlyArray<number> => {
  const possible = 1 + Math.floor(Math.log(epochs) / Math.log(reduction) + 1e-9)
  const rungs = Math.max(1, Math.min(most, possible))
  return Array.from({ length: rungs }, (_, k) => reduction ** (k - rungs + 1))
}
