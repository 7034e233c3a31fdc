import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { decode } from '../codec/index.ts'
import type { Registry } from '../format/index.ts'
import type { Model } from '../model/index.ts'
import type { FittedScore } from '../tasks/index.ts'
import { scoreCodec, scorerOf } from '../tasks/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import * as Named from '../tensor/named.ts'

/** The fitted score of a file: its spec as JSON, and tensors `score.NAME`, which are checked to be those of the score. */
export const decodeScore = (
  { scores }: Registry,
  json: unknown,
  tensors: Named.Named<HostTensor>,
  model: Model,
  where: string,
): Fallible<FittedScore> =>
  pipe(
    decode(scoreCodec(scores), json, where),
    Either.map((spec): FittedScore => ({ spec, tensors: Named.within(tensors, 'score') })),
    Either.tap((score) => scorerOf(scores, score, model, where)),
  )
