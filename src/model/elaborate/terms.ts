import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import type { Terms, TermSizes, TermSpec } from '../../losses/index.ts'
import { termContext } from '../../losses/index.ts'
import { lookup } from '../../registry/index.ts'
import type { Schedules } from '../../schedules/index.ts'
import { buildRate, rateCodec } from '../../schedules/index.ts'
import type { ModelTerm } from '../model.ts'

/** The names of terms, made unique: the second mse is `mse.2`. Reports use `discriminator` for the loss of that. */
const uniqueNames = (specs: ReadonlyArray<TermSpec>): ReadonlyArray<string> => {
  const counts = new Map<string, number>([['discriminator', 1]])
  return specs.map(({ term, name: given }) => {
    const name = typeof given === 'string' ? given : term
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return count === 1 ? name : `${name}.${count}`
  })
}

/** The terms that could be built, and the faults of the others. */
export interface ElaboratedTerms {
  readonly terms: ReadonlyArray<ModelTerm>
  readonly faults: ReadonlyArray<Fault>
}

/** Builds the terms of a loss for an autoencoder of these sizes. */
export const elaborateTerms = (
  definitions: Terms,
  schedules: Schedules,
  specs: ReadonlyArray<TermSpec>,
  sizes: TermSizes,
): ElaboratedTerms => {
  const rate = rateCodec(schedules)
  const names = uniqueNames(specs)
  const results = specs.map((spec, index): Fallible<ModelTerm> => {
    const { term, weight = 1, ...settings } = spec
    return pipe(
      lookup(definitions, term, 'loss term').build(settings, sizes, termContext(definitions, rate, `loss[${index}]`)),
      Either.map((built) => ({
        name: names[index] ?? term,
        coefficient: weight,
        coefficientAt: buildRate(schedules, weight),
        spec,
        index,
        built,
      })),
    )
  })
  return {
    terms: results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])),
    faults: results.flatMap((result) => (Either.isLeft(result) ? result.left : [])),
  }
}
