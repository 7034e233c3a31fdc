import { sequenceS } from 'fp-ts/lib/Apply.js'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { traverseWithIndex } from 'fp-ts/lib/ReadonlyArray.js'
import type { Fallible, Faults } from '../../codec/index.ts'
import type { BuiltUpdate, Optimiser, Updates } from '../../optimisers/index.ts'
import { lookup } from '../../registry/index.ts'
import type { Schedules } from '../../schedules/index.ts'
import { rateContext } from '../../schedules/index.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { isAutoencoderParameter, isDiscriminatorParameter } from '../discriminator.ts'
import type { Plan } from './plan.ts'

/** What optimisers may name. */
export interface OptimiserRegistry {
  readonly updates: Updates
  readonly schedules: Schedules
}

/** The optimisers of an experiment. */
export interface Optimisers {
  readonly optimiser: Optimiser
  /** Of the discriminator, if the model has one. */
  readonly discriminatorOptimiser?: Optimiser
}

/** All values, or the faults of all. */
const validation = Either.getApplicativeValidation<Faults>({ concat: (a, b) => [...a, ...b] })

/** Builds an optimiser for parameters of given names, or returns the faults of all of its updates. */
const buildOptimiser = (
  { updates, schedules }: OptimiserRegistry,
  optimiser: Optimiser,
  parameters: ReadonlyArray<string>,
  where: string,
): Fallible<ReadonlyArray<BuiltUpdate>> =>
  pipe(
    optimiser,
    traverseWithIndex(validation)((i, { update, ...settings }) =>
      lookup(updates, update, 'update').build(settings, parameters, rateContext(schedules, `${where}[${i}]`)),
    ),
  )

/** The plan of a training run of `total` steps, or the faults of the optimisers for this model. */
export const buildPlan = (
  registry: OptimiserRegistry,
  { optimiser, discriminatorOptimiser }: Optimisers,
  model: { readonly parameters: Named.Named<unknown> },
  total: number,
): Fallible<Plan> => {
  const names = Named.names(model.parameters)
  return pipe(
    sequenceS(validation)({
      optimiser: buildOptimiser(registry, optimiser, names.filter(isAutoencoderParameter), 'optimiser'),
      discriminator: buildOptimiser(
        registry,
        discriminatorOptimiser ?? [],
        names.filter(isDiscriminatorParameter),
        'discriminatorOptimiser',
      ),
    }),
    Either.map(({ optimiser: main, discriminator }) => ({
      optimiser: main,
      ...present({ discriminator: discriminatorOptimiser === undefined ? undefined : discriminator }),
      total,
    })),
  )
}
