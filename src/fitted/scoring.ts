import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow } from '../codec/index.ts'
import type { Registry } from '../format/index.ts'
import { conformalPValues } from '../statistics/index.ts'
import type { Contributions, Inference, ReferencePart, Scorer, ScoreSpec } from '../tasks/index.ts'
import { errorContributions, fitScore, scorerOf } from '../tasks/index.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import { product } from '../tensor/shape.ts'
import { reconstructionScore } from './defaultScore.ts'
import type { Rows } from './rows/rows.ts'
import type { TrainedModel } from './trainedModel.ts'

/** The scores of rows, with what each entry that the model gives adds to them. */
export interface Scored {
  readonly scores: Float32Array
  readonly contributions: Contributions
}

export interface ScoreOptions {
  /** The anomaly score, by its name or with settings; the score that was fitted with the model by default. */
  readonly score?: string | ScoreSpec
  /** Rows to fit a score on that was not fitted with the model: those of training. */
  readonly training?: Rows
}

/** A score with the sorted scores of the rows that thresholds come from. */
export interface ChosenScore {
  readonly scorer: Scorer
  readonly reference: Float32Array
  readonly part: ReferencePart
}

/** Scores as models keep them. One that is not a number is the highest: such a row is an anomaly. */
const asKept = (scores: Float64Array): Float32Array =>
  Float32Array.from(scores, (score) => (Number.isNaN(score) ? Number.POSITIVE_INFINITY : score))

/** The scores of rows by a score. */
export const scoresBy = async (scorer: Scorer, found: Inference): Promise<Float32Array> =>
  asKept(await scorer.score(found))

/** The score that was fitted with a model. */
const ownScorer = memoizeWeak((registry: Registry) =>
  memoizeWeak(
    // It was checked when the model was trained or opened.
    ({ model, score = { spec: reconstructionScore, tensors: {} } }: TrainedModel): Scorer =>
      orThrow(scorerOf(registry.scores, score, model)),
  ),
)

export const scorerFor = (registry: Registry, trained: TrainedModel): Scorer => ownScorer(registry)(trained)

/** Scores rows by a score, and says what each entry adds: where that cannot be said, in proportion to the squared errors. */
export const scored = async (scorer: Scorer, found: Inference): Promise<Scored> => {
  const scores = await scoresBy(scorer, found)
  const values = await scorer.contributions?.(found)
  if (values === undefined)
    return { scores, contributions: errorContributions(found.target, await found.output(), scores) }
  const { length } = found.rows
  return { scores, contributions: { length, width: product(found.target.sizes), values, basis: 'score' } }
}

const sameSpec = (a: ScoreSpec, b: ScoreSpec): boolean => JSON.stringify(a) === JSON.stringify(b)

/** A score by its name, or the score that a model has, as a spec. */
const specOf = (score: string | ScoreSpec): ScoreSpec => (typeof score === 'string' ? { score } : score)

/** A score, fitted on rows. */
export const fitScoreOn = async (
  registry: Registry,
  spec: ScoreSpec,
  training: Inference,
): Promise<Fallible<ChosenScore & { readonly fitted: NonNullable<TrainedModel['score']> }>> =>
  pipe(
    await fitScore(registry.scores, spec, training),
    Either.flatMap(({ training: reference, ...fitted }) =>
      pipe(
        scorerOf(registry.scores, fitted, training.model),
        Either.map((scorer) => ({
          scorer,
          fitted,
          part: 'training' as const,
          reference: asKept(reference).toSorted(),
        })),
      ),
    ),
  )

/** The score that options name: that of the model, or another, which is fitted on the training rows. */
export const chosenScore = async (
  registry: Registry,
  trained: TrainedModel,
  score: ScoreOptions['score'],
  training: Fallible<Inference> | undefined,
): Promise<Fallible<ChosenScore>> => {
  const own = trained.score?.spec ?? reconstructionScore
  if (score === undefined || sameSpec(specOf(score), own))
    return Either.right({
      scorer: scorerFor(registry, trained),
      reference: trained.scores,
      part: trained.provenance.scores ?? 'training',
    })
  if (training === undefined)
    return failure({
      fault: 'missing rows',
      where: 'score',
      expected: `training rows to fit the score "${specOf(score).score}" on`,
      found: 'none',
      remedy: 'give those that the model was trained on: { training: rows }',
    })
  return Either.isLeft(training) ? training : fitScoreOn(registry, specOf(score), training.right)
}

/** The conformal p-value of a score. */
export const pValueOf = ({ scores }: Pick<TrainedModel, 'scores'>, score: number): number =>
  conformalPValues(scores, [score])[0] ?? 1
