import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { settle } from '../codec/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import type { Model, Plan } from '../model/index.ts'
import { buildPlan } from '../model/index.ts'
import type { Stream } from '../random/index.ts'
import { present } from '../tensor/present.ts'
import type { Job, RowsInMemory, TrainingRows } from '../training/index.ts'
import { stepsPerEpoch, termWeightFaults } from '../training/index.ts'

/** What a plan takes of an experiment. */
export type Planned = Pick<ExperimentSpec, 'optimiser' | 'discriminatorOptimiser' | 'epochs' | 'batchSize'>

/** The plan of an experiment on a number of training rows, or the faults of its optimisers. */
export const planFor = (registry: Registry, spec: Planned, model: Model, rows: number): Fallible<Plan> =>
  buildPlan(registry, spec, model, spec.epochs * stepsPerEpoch(rows, spec.batchSize))

/** Everything that training prepared rows takes, or what is wrong with the optimiser or the weights of the loss. */
export const jobFor = <Train extends TrainingRows, Validation extends RowsInMemory>(
  registry: Registry,
  spec: Planned & Pick<ExperimentSpec, 'stopping'>,
  model: Model,
  seed: Stream,
  { train, validation }: { readonly train: Train; readonly validation: Validation },
): Fallible<Job<Train, Validation>> =>
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
export const inferencePlan = (total: number): Plan => ({ optimiser: [], total })
