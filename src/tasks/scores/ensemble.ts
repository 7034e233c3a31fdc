import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as ReadonlyArray from 'fp-ts/lib/ReadonlyArray.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { array, number, settle, struct } from '../../codec/index.ts'
import { quantile, surprise, upperTail } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import * as Named from '../../tensor/named.ts'
import type { BuiltScore, FittedTensors, ScoreInput, Scorer, ScoreSpec } from './score.ts'
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

/** The weighted mean over the members of what is one number a row for each. */
const meanOf = (members: ReadonlyArray<Float64Array>, weights: ReadonlyArray<number>): Float64Array => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return Float64Array.from(
    members[0] ?? [],
    (_, row) => members.reduce((sum, scores, i) => sum + (weights[i] ?? 0) * (scores[row] ?? 0), 0) / total,
  )
}

/**
 * The mean over several scores of how surprising each is: −log of the chance that a training row has such a score or a
 * higher one (`surprise`). `references` are the sorted scores of the training rows of each member: of one model, or of
 * several that differ in their seed or in their architecture. A monotone change of a member changes its part only beyond
 * the 0.9-quantile of its references. The mean is order-preserving: a row that no member finds odder is not odder.
 */
export const meanSurprise = (
  scores: ReadonlyArray<ArrayLike<number>>,
  references: ReadonlyArray<ArrayLike<number>>,
  weights: ReadonlyArray<number> = scores.map(() => 1),
): Float64Array =>
  meanOf(
    scores.map((member, i) => {
      const tail = upperTail(references[i] ?? [])
      return Float64Array.from(member, (score) => surprise(tail, score))
    }),
    weights,
  )

/** The members of an ensemble, and how much each counts. */
interface Members {
  readonly built: ReadonlyArray<BuiltScore>
  readonly weights: ReadonlyArray<number>
}

const scorerOf = ({ built, weights }: Members, tensors: Named.Named<HostTensor>): Scorer => {
  const scorers = built.map((member, i) => member.scorer(Named.within(tensors, `${i}.of`)))
  const references = built.map((_, i) => Named.get(tensors, `${i}.training`).data)
  return {
    score: async (rows) =>
      meanSurprise(await Promise.all(scorers.map((scorer) => scorer.score(rows))), references, weights),
  }
}

const tensorsOf = (fits: ReadonlyArray<FittedTensors>, references: ReadonlyArray<Float64Array>) =>
  Named.disjoint(
    ...fits.map(({ tensors }, i) => Named.prefix(tensors, `${i}.of`)),
    ...references.map((data, i) => ({ [`${i}.training`]: { shape: [data.length], data } })),
  )

const fitMembers = async (
  { built, weights }: Members,
  training: ScoreInput,
  where: string,
): Promise<Fallible<FittedTensors>> =>
  pipe(
    await Promise.all(built.map((member, i) => member.fit(training, `${where}.scores[${i}]`))),
    ReadonlyArray.sequence(Either.Applicative),
    Either.map((fits) => {
      const references = fits.map((fit) => thinned(fit.training))
      const scores = fits.map((fit) => fit.training)
      return { tensors: tensorsOf(fits, references), training: meanSurprise(scores, references, weights) }
    }),
  )

/** Whether the tensors are those of the members: each has its own under `I.of`, and its scores as `I.training`. */
const checkMembers = ({ built }: Members, tensors: Named.Named<HostTensor>, where: string): ReadonlyArray<Fault> => {
  const others = Named.filter(tensors, (name) => !built.some((_, i) => name.startsWith(`${i}.of.`)))
  const references = Object.fromEntries(built.map((_, i) => [`${i}.training`, [-1]]))
  return [
    ...built.flatMap((member, i) => member.check(Named.within(tensors, `${i}.of`), `${where}.scores[${i}]`)),
    ...tensorFaults(others, references, where),
  ]
}

const weightsFault = (scores: ReadonlyArray<ScoreSpec>, weights: ReadonlyArray<number>, where: string) =>
  settle(
    weights.length === scores.length
      ? []
      : [
          {
            fault: 'wrong length',
            where: `${where}.weights`,
            expected: `${scores.length}, one for each score`,
            found: String(weights.length),
          },
        ],
    () => weights,
  )

/**
 * Several scores as one: the mean, by `weights` where they are given, of −log of the chance that a training row has such a
 * score or a higher one, by its rank among the training rows up to their 0.9-quantile, and beyond it by an exponential
 * tail, so that rows that are odder than every training row are still told apart.
 */
export const ensemble = defineScore({
  name: 'ensemble',
  summary: 'Several scores as one: the mean of their surprise, −log of the chance of such a score among training rows.',
  codec: (score) =>
    struct(
      { scores: array(score, { minItems: 1, maxItems: 32 }) },
      { weights: array(number({ exclusiveMinimum: 0, maximum: 1000 })) },
    ),
  example: { scores: [{ score: 'reconstruction' }, { score: 'nearestNeighbours', k: 1, of: 'row' }] },
  build: ({ scores, weights = scores.map(() => 1) }, _, { score, where }) =>
    pipe(
      weightsFault(scores, weights, where),
      Either.flatMap(() =>
        pipe(
          scores.map((spec, i) => score(spec, `scores[${i}]`)),
          ReadonlyArray.sequence(Either.Applicative),
        ),
      ),
      Either.map((built): BuiltScore => {
        const members = { built, weights }
        return {
          fit: (training, place) => fitMembers(members, training, place),
          scorer: memoizeWeak((tensors: Named.Named<HostTensor>) => scorerOf(members, tensors)),
          check: (tensors, place) => checkMembers(members, tensors, place),
        }
      }),
    ),
})
