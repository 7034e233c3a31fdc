import * as Either from 'fp-ts/lib/Either.js'
import { drawFaults } from '../src/codec/index.ts'
import { library } from '../src/format/index.ts'
import type { OptimiserRegistry, Optimisers, Plan } from '../src/model/index.ts'
import { buildPlan } from '../src/model/index.ts'
import type { Named } from '../src/tensor/named.ts'

/** A plan of optimisers that suit the model. */
export const planOf = (
  optimisers: Optimisers,
  model: { readonly parameters: Named<unknown> },
  total: number,
  registry: OptimiserRegistry = library,
): Plan => {
  const plan = buildPlan(registry, optimisers, model, total)
  if (Either.isLeft(plan)) throw new Error(drawFaults(plan.left))
  return plan.right
}

/** The plan of a session that only infers. */
export const inferencePlan = (total = 1): Plan => ({ optimiser: [], total })
