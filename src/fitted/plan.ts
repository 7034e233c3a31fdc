import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { Parts } from '../data/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model, Plan } from '../model/index.ts'
import { isDiscriminatorParameter } from '../model/index.ts'
import type { Optimiser } from '../optimisers/index.ts'
import type { Stream } from '../random/index.ts'
import { rateCodec } from '../schedules/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import type { Job } from '../training/index.ts'
import { stepsPerEpoch, termWeightFaults } from '../training/index.ts'

/** What a plan takes of an experiment. */
export type Planned = Pick<ExperimentSpec, 'optimiser' | 'discriminatorOptimiser' | 'epochs' | 'batchSize'>

/** What is wrong with an optimiser for these parameters, if anything. */
const chainFaults = (
  registry: Registry,
  optimiser: Optimiser,
  parameters: ReadonlyArray<string>,
  where: string,
): ReadonlyArray<Fault> =>
  optimiser.flatMap(({ update, ...settings }, i) => {
    const finding = registry.updates[update]?.check(settings, parameters, rateCodec(registry.schedules))
    if (finding === undefined) return []
    const { at, ...fault } = finding
    return [{ ...fault, where: `${where}[${i}]${at === undefined ? '' : `.${at}`}` }]
  })

/** What is wrong with the optimisers for this model, if anything. */
const optimiserFaults = (
  registry: Registry,
  { optimiser, discriminatorOptimiser = [] }: Planned,
  model: Model,
): ReadonlyArray<Fault> => {
  const parameters = (ofDiscriminator: boolean) =>
    Named.names(model.parameters).filter((name) => isDiscriminatorParameter(name) === ofDiscriminator)
  return [
    ...chainFaults(registry, optimiser, parameters(false), 'optimiser'),
    ...chainFaults(registry, discriminatorOptimiser, parameters(true), 'discriminatorOptimiser'),
  ]
}

/** The optimiser of an experiment on a number of training rows, ready to run, or what is wrong with it. */
export const planFor = (registry: Registry, spec: Planned, model: Model, rows: number): Fallible<Plan> =>
  settle(optimiserFaults(registry, spec, model), () => ({
    optimiser: spec.optimiser,
    ...present({ discriminator: spec.discriminatorOptimiser }),
    updates: registry.updates,
    schedules: registry.schedules,
    total: spec.epochs * stepsPerEpoch(rows, spec.batchSize),
  }))

/** Everything that training prepared rows takes, or what is wrong with the optimiser or the weights of the loss. */
export const jobFor = (
  registry: Registry,
  spec: Planned & Pick<ExperimentSpec, 'stopping'>,
  model: Model,
  seed: Stream,
  { train, validation }: Pick<Parts, 'train' | 'validation'>,
): Fallible<Job> =>
  pipe(
    planFor(registry, spec, model, train.length),
    Either.flatMap((plan) =>
      settle(termWeightFaults(model, plan.total), () => {
        const { epochs, batchSize, stopping } = spec
        return { model, plan, seed, train, validation, epochs, batchSize, ...present({ stopping }) }
      }),
    ),
  )

/** A plan for a session that does not train: no optimiser, but the length of the run for schedules in the loss. */
export const inferencePlan = (total: number): Plan => ({ optimiser: [], updates: {}, schedules: {}, total })
