import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import { decode, failure, lazy } from '../../codec/index.ts'
import { select } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import { lookup, taggedCodec } from '../../registry/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Named } from '../../tensor/named.ts'
import { sampleRows } from './sampleRows.ts'
import type { BuiltScore, Scorer, ScoreInput, Scores, ScoreSpec } from './score.ts'

/** The codec of a score of a registry. */
export const scoreCodec = memoizeWeak((scores: Scores): Codec<ScoreSpec> => {
  const codec: Codec<ScoreSpec> = lazy('score', (): Codec<ScoreSpec> =>
    taggedCodec('score', 'an anomaly score', scores, codec),
  )
  return codec
})

/** A score that was decoded before, for a model; a fault where it cannot be had of the model. */
export const buildScore = (scores: Scores, spec: ScoreSpec, model: Model, where = 'score'): Fallible<BuiltScore> => {
  const { score: name, ...settings } = spec
  return lookup(scores, name, 'anomaly score').build(settings, model, {
    where,
    nested: scoreCodec(scores),
    score: (inner, at) => buildScore(scores, inner, model, `${where}.${at}`),
  })
}

/** A score with what it took from the training rows: what travels with a model. */
export interface FittedScore {
  readonly spec: ScoreSpec
  readonly tensors: Named<HostTensor>
}

/** A fitted score with the scores of the rows that it was fitted on. */
export interface ScoreFit extends FittedScore {
  readonly training: Float64Array
}

/** A score is fitted on at most so many rows. */
const mostRows = 10_000

const sampled = (training: ScoreInput): ScoreInput =>
  training.rows.length <= mostRows
    ? training
    : training.of(select(training.rows, sampleRows(training.rows.length, mostRows)))

/** Fits a score on training rows, or on 10,000 of them, drawn at random, where there are more. */
export const fitScore = async (
  scores: Scores,
  json: unknown,
  training: ScoreInput,
  where = 'score',
): Promise<Fallible<ScoreFit>> => {
  const ready = pipe(
    decode(scoreCodec(scores), json, where),
    Either.bindTo('spec'),
    Either.bind('built', ({ spec }) => buildScore(scores, spec, training.model, where)),
  )
  if (Either.isLeft(ready)) return ready
  const { spec, built } = ready.right
  if (training.rows.length === 0)
    return failure({
      fault: 'too few rows',
      where,
      expected: 'training rows to fit the score on',
      found: 'none',
    })
  return pipe(
    await built.fit(sampled(training), where),
    Either.map((fit) => ({ spec, ...fit })),
  )
}

/** A fitted score of a model, ready to use; faults where the tensors are not its own. */
export const scorerOf = (
  scores: Scores,
  { spec, tensors }: FittedScore,
  model: Model,
  where = 'score',
): Fallible<Scorer> =>
  pipe(
    buildScore(scores, spec, model, where),
    Either.flatMap((built) => {
      const [first, ...rest] = built.check(tensors, where)
      return first === undefined ? Either.right(built.scorer(tensors)) : Either.left([first, ...rest] as const)
    }),
  )
