import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { decode, array, integer, number, settle, string, struct } from '../codec/index.ts'
import type { Engine } from '../engines/index.ts'
import { path, stream } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { PrunerSpec, Pruners } from './pruners/index.ts'
import { buildPruner, pruners as libraryPruners } from './pruners/index.ts'
import type { Samplers, SamplerSpec } from './samplers/index.ts'
import { buildSampler, samplers as librarySamplers } from './samplers/index.ts'
import type { Space } from './space/space.ts'
import type { TrialSettings } from './trials/candidate.ts'
import type { SpaceCheck } from './trials/checkSpace.ts'
import { checkSpace } from './trials/checkSpace.ts'
import { objectivesFor } from './trials/objectives.ts'
import type { Budget, SearchPlan } from './trials/plan.ts'

/** How a space is searched. */
export interface SearchOptions extends Budget {
  /** What suggests values: `tpe` by default, `random`, `sobol`, `grid`, or one of them with settings. */
  readonly sampler?: string | SamplerSpec
  /** What ends hopeless trials early: `asha` by default, `successiveHalving`, `median`, `none`, or one of them with settings. */
  readonly pruner?: string | PrunerSpec
  /** What is to be small, the most important first: the validation loss by default. */
  readonly objectives?: ReadonlyArray<string>
  /** The seed of the suggestions; 0 by default. That of training is the spec’s. */
  readonly seed?: number
  /** Overrides the epochs of the specs. */
  readonly epochs?: number
  /** Trials that are suggested together, from finished ones alone: then several workers make the trials of one. */
  readonly batch?: number
  /** Samplers and pruners that may be named; those of the library by default. */
  readonly samplers?: Samplers
  readonly pruners?: Pruners
}

/** Where no budget is given. */
export const defaultTrials = 50

const count = integer({ minimum: 1 })

const optionsCodec = struct(
  {},
  {
    trials: count,
    minutes: number({ exclusiveMinimum: 0 }),
    steps: count,
    seed: integer(),
    epochs: count,
    batch: count,
    objectives: array(string('the name of an objective', { minLength: 1 }), { minItems: 1 }),
  },
)

/** The budget of a search: 50 trials where nothing else limits it. */
export const budgetOf = ({ trials, minutes, steps }: Budget): Budget =>
  trials === undefined && minutes === undefined && steps === undefined
    ? { trials: defaultTrials }
    : present({ trials, minutes, steps })

/** A plan, with what is to be said of its space. */
export interface Planned {
  readonly plan: SearchPlan
  readonly check: SpaceCheck
}

const noValidation: Fault = {
  fault: 'missing key',
  where: 'split',
  expected: 'validation rows, on which trials are compared',
  found: 'none',
  remedy: 'add split: { validation: 0.2, test: 0.2 } to the space',
}

const isValidated = ({ example }: SpaceCheck, { apart = [] }: TrialSettings): boolean =>
  apart.includes('validation') || (example.training.split?.validation ?? 0) > 0

/** What decides the trials of a search, or what is wrong with the space or the options. */
export const planSearch = (
  space: Space,
  settings: TrialSettings,
  options: SearchOptions,
  engine: Pick<Engine, 'memory'>,
): Fallible<Planned> => {
  const { trials, minutes, steps, seed, epochs, batch, objectives } = options
  const { samplers = librarySamplers, pruners = libraryPruners } = options
  return pipe(
    decode(optionsCodec, present({ trials, minutes, steps, seed, epochs, batch, objectives }), 'options'),
    Either.flatMap(() => checkSpace(settings, space)),
    Either.bindTo('check'),
    Either.tap(({ check }) => settle(isValidated(check, settings) ? [] : [noValidation], () => undefined)),
    Either.bind('sampler', () => buildSampler(samplers, options.sampler ?? 'tpe')),
    Either.bind('pruner', () => buildPruner(pruners, options.pruner ?? 'asha')),
    Either.bind('measures', ({ check }) =>
      objectivesFor(objectives ?? ['validation'], check.example, check.variesLoss),
    ),
    Either.map(({ check, sampler, pruner, measures }) => {
      const shares = pruner.shares(check.example.cost.epochs)
      return {
        check,
        plan: {
          space,
          settings,
          sampler,
          pruner,
          objectives: measures,
          seed: path(stream(seed ?? 0), 'search'),
          shares,
          batch: batch ?? pruner.batch?.(shares.length) ?? 1,
          ...present({ memory: engine.memory() }),
        },
      }
    }),
  )
}
