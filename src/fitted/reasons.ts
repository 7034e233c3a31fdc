import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { RawDataset } from '../data/index.ts'
import { targetRows } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import type { Neighbours } from '../statistics/index.ts'
import { nearestNeighbours } from '../statistics/index.ts'
import type { Explained, Inference, Reasons } from '../tasks/index.ts'
import { byColumn, reasonsOf } from '../tasks/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { rowsForModel } from './modelRows.ts'
import { originsOf, unitsOf } from './modelUnits.ts'
import type { Rows } from './rows/rows.ts'
import { scored, scorerFor } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface ReasonsOptions {
  /** How many columns to name for each row; 3 by default. */
  readonly columns?: number
  /** Normal rows, such as those of training: the most similar one is named for each row. */
  readonly normal?: Rows
}

/** The rows as points, as the model sees them. */
const pointsIn = ({ rows: { length, sizes, values } }: Inference) => ({ length, width: product(sizes), values })

const nearestOf = (found: Inference, normal: Inference | undefined): Neighbours | undefined =>
  normal && nearestNeighbours(pointsIn(found), pointsIn(normal), 1)

/** Rows with what is expected of them: by column in the units of the data, or by entry as the model sees them. */
const explained = async (
  registry: Registry,
  trained: TrainedModel,
  raw: RawDataset,
  found: Inference,
): Promise<Explained> => {
  const output = await found.output()
  const { scores, contributions } = await scored(scorerFor(registry, trained), found)
  const origins = originsOf(registry, trained)
  if (origins === undefined) return { values: found.target, expected: output, scores, contributions }
  return {
    values: { ...targetRows(raw), ...present({ texts: raw.texts }) },
    expected: unitsOf(registry, trained)(output, raw.length),
    scores,
    contributions: byColumn(contributions, origins.of, origins.columns),
    ...present({ spread: trained.spread }),
  }
}

/** Why rows have their scores, in the units of the data. */
export const reasonsFor =
  (registry: Registry, trained: TrainedModel, inference: (rows: Rows) => Fallible<Inference>) =>
  (rows: Rows, { columns = 3, normal }: ReasonsOptions = {}): Fallible<Promise<Reasons>> =>
    pipe(
      Either.Do,
      Either.bind('raw', () => rowsForModel(trained, rows)),
      Either.bind('found', () => inference(rows)),
      Either.bind('normal', () => (normal === undefined ? Either.right(undefined) : inference(normal))),
      Either.map(async ({ raw, found, normal: like }) => {
        const nearest = nearestOf(found, like)
        return reasonsOf({ ...(await explained(registry, trained, raw, found)), ...present({ nearest }) }, columns)
      }),
    )
