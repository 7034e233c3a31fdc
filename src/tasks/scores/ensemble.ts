import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as ReadonlyArray from 'fp-ts/lib/ReadonlyArray.js'
import type { Fallible } from '../../codec/index.ts'
import { array, struct } from '../../codec/index.ts'
import { quantile, surprise, upperTail } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import * as Named from '../../tensor/named.ts'
import type { BuiltScore, FittedTensors, ScoreInput, Scorer } from './score.ts'
import { defineScore } from './score.ts'
import { tensorFaults } from './tensorFaults.ts'

/** At most so many scores of training rows are kept of each member: their quantiles. */
const mostKept = 1024

const thinned = (scores: Float64Array): Float64Array => {
  const sorted = scores.toSorted()
  return sorted.length <= mostKept
    ? sorted
    : Float64Array.from({ length: mostKept }, (_, i) => quantile(sorted, i / (mostKept - 1)))
}

/** The mean over the members of what is one number a row for each. */
const meanOf = (members: ReadonlyArray<Float64Array>): Float64Array =>
  Float64Array.from(
    members[0] ?? [],
    (_, row) => members.reduce((sum, scores) => sum + (scores[row] ?? 0), 0) / members.length,
  )

/**
 * The mean over several scores of how surprising each is: −log of the chance that a training row has such a score or a
 * higher one (`surprise`). `references` are the sorted scores of the training rows of each member: of one model, or of
 * several that differ in their seed or in their architecture. A monotone change of a member changes its part only beyond
 * the 0.9-quantile of its references. The mean is order-preserving: a row that no member finds odder is not odder.
 */
export const meanSurprise = (
  scores: ReadonlyArray<ArrayLike<number>>,
  references: ReadonlyArray<ArrayLike<number>>,
): Float64Array =>
  meanOf(
    scores.map((member, i) => {
      const tail = upperTail(references[i] ?? [])
      return Float64Array.from(member, (score) => surprise(tail, score))
    }),
  )

const scorerOf = (members: ReadonlyArray<BuiltScore>, tensors: Named.Named<HostTensor>): Scorer => {
  const scorers = members.map((member, i) => member.scorer(Named.within(Named.within(tensors, String(i)), 'of')))
  const references = members.map((_, i) => Named.get(tensors, `${i}.training`).data)
  return {
    score: async (rows) => meanSurprise(await Promise.all(scorers.map((scorer) => scorer.score(rows))), references),
  }
}

const fitMembers = async (
  members: ReadonlyArray<BuiltScore>,
  training: ScoreInput,
  where: string,
): Promise<Fallible<FittedTensors>> =>
  pipe(
    await Promise.all(members.map((member, i) => member.fit(training, `${where}.scores[${i}]`))),
    ReadonlyArray.sequence(Either.Applicative),
    Either.map((fits) => {
      const references = fits.map((fit) => thinned(fit.training))
      const tensors = fits.map((fit, i) => ({
        ...Named.prefix(fit.tensors, `${i}.of`),
        [`${i}.training`]: { shape: [references[i]?.length ?? 0], data: references[i] ?? new Float64Array() },
      }))
      return {
        tensors: Named.disjoint(...tensors),
        training: meanSurprise(
          fits.map((fit) => fit.training),
          references,
        ),
      }
    }),
  )

const checkMembers = (members: ReadonlyArray<BuiltScore>, tensors: Named.Named<HostTensor>, where: string) =>
  members.flatMap((member, i) => {
    const own = Named.within(tensors, String(i))
    const place = `${where}.scores[${i}]`
    return [
      ...member.check(Named.within(own, 'of'), place),
      ...tensorFaults(
        Named.filter(own, (name) => !name.startsWith('of.')),
        { training: [-1] },
        place,
      ),
    ]
  })

/**
 * Several scores as one: the mean of −log of the chance that a training row has such a score or a higher one, by its rank
 * among the training rows up to their 0.9-quantile, and beyond it by an exponential tail, so that rows that are odder than
 * every training row are still told apart.
 */
export const ensemble = defineScore({
  name: 'ensemble',
  summary: 'Several scores as one: the mean of their surprise, −log of the chance of such a score among training rows.',
  codec: (score) => struct({ scores: array(score, { minItems: 1, maxItems: 32 }) }),
  example: { scores: [{ score: 'reconstruction' }, { score: 'nearestNeighbours', k: 1, of: 'row' }] },
  build: ({ scores }, _, { score }) =>
    pipe(
      scores.map((spec, i) => score(spec, `scores[${i}]`)),
      ReadonlyArray.sequence(Either.Applicative),
      Either.map((members): BuiltScore => ({
        fit: (training, where) => fitMembers(members, training, where),
        scorer: memoizeWeak((tensors: Named.Named<HostTensor>) => scorerOf(members, tensors)),
        check: (tensors, where) => checkMembers(members, tensors, where),
      })),
    ),
})
