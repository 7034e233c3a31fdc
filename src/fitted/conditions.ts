import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import type { RawDataset } from '../data/index.ts'
import { cellOf, select } from '../data/index.ts'
import { pointsOf } from '../statistics/index.ts'
import type { ConditionProposal, Inference, KnownCategory } from '../tasks/index.ts'
import { proposeCondition } from '../tasks/index.ts'
import { product } from '../tensor/shape.ts'
import { rowsForModel } from './modelRows.ts'
import type { Registry } from '../format/index.ts'
import type { Rows } from './rows/rows.ts'
import { pValueOf, scorerFor, scoresBy } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Rows with a lower p-value are no examples of what is normal. */
const alpha = 0.01

/** The columns of categories that a model learns, cell by cell; those with missing cells are left out. */
const learnt = ({ schema = [], sizes, values, mask, length }: RawDataset): ReadonlyArray<KnownCategory> => {
  const width = product(sizes)
  return schema.flatMap((column, j) => {
    if (column.kind !== 'category') return []
    const rows = Array.from({ length }, (_, row) => row * width + j)
    if (rows.some((at) => mask?.[at] === 0)) return []
    return [{ name: column.name, cells: rows.map((at) => String(cellOf(column, values[at] ?? 0))) }]
  })
}

/** The category of rows that a model may be conditioned on, by the codes and scores of those that are normal. */
export const conditionFor =
  (registry: Registry, trained: TrainedModel, inference: (rows: Rows) => Fallible<Inference>) =>
  (rows: Rows, others: ReadonlyArray<KnownCategory> = []): Fallible<Promise<ConditionProposal | undefined>> =>
    pipe(
      Either.Do,
      Either.bind('raw', () => rowsForModel(trained, rows)),
      Either.bind('found', () => inference(rows)),
      Either.map(async ({ raw, found }) => {
        const known = [...learnt(raw), ...others]
        if (trained.model.condition !== undefined || known.length === 0) return undefined
        const scores = await scoresBy(scorerFor(registry, trained), found)
        const normal = Array.from(scores, (_, row) => row).filter((row) => pValueOf(trained, scores[row] ?? 0) > alpha)
        const codes = pointsOf(await found.of(select(found.rows, normal)).codes())
        return proposeCondition(
          codes,
          normal.map((row) => scores[row] ?? 0),
          known.map(({ name, cells }) => ({ name, cells: normal.map((row) => cells[row] ?? '') })),
        )
      }),
    )
