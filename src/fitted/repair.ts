import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { failure, orThrow, settle } from '../codec/index.ts'
import type { RawDataset } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import type { Inference, RowScorer, LimitOptions, Repaired } from '../tasks/index.ts'
import { byColumn, limitsOf, repairRows } from '../tasks/index.ts'
import { rowsForModel } from './modelRows.ts'
import type { Origins } from './modelUnits.ts'
import { originsOf, unitsOf } from './modelUnits.ts'
import type { Rows } from './rows/rows.ts'
import { pValueOf, scored, scorerFor } from './scoring.ts'
import type { TrainedModel } from './trainedModel.ts'

export interface RepairOptions extends LimitOptions {
  /** A row is odd if its p-value is at most this, and normal above; 0.01 by default. */
  readonly alpha?: number
  /** Is told after each odd row how many of them are done. */
  readonly onRow?: (done: number, odd: number) => void
}

const alphaFaults = (alpha: number, { scores }: TrainedModel): ReadonlyArray<Fault> => {
  if (!(alpha > 0 && alpha < 1))
    return [{ fault: 'out of range', where: 'alpha', expected: 'a number between 0 and 1', found: String(alpha) }]
  const least = 1 / (1 + scores.length)
  return alpha >= least
    ? []
    : [
        {
          fault: 'too few rows',
          where: 'alpha',
          expected: `at least ${least.toPrecision(2)}, the least p-value that ${scores.length} reference rows give`,
          found: String(alpha),
          remedy: 'say a greater alpha, or train with more rows',
        },
      ]
}

const otherTarget: Fault = {
  fault: 'wrong model',
  where: 'repair',
  expected: 'a model that reconstructs its rows column by column',
  found: 'one that gives something else',
  remedy: 'train an autoencoder on these columns, without steps that mix them',
}

/** Where each entry of the model comes from, in a model that reconstructs its rows. */
const reconstructed = (registry: Registry, trained: TrainedModel): Fallible<Origins> => {
  const origins = trained.preprocessing.fittedTarget === undefined ? originsOf(registry, trained) : undefined
  return origins === undefined ? failure(otherTarget) : Either.right(origins)
}

/** Scores of one row in batches of different sizes differ by less than this part of them. */
const doubt = 1e-3

/** Scores rows in the units of the data. */
const rowScorer =
  (
    registry: Registry,
    trained: TrainedModel,
    { of, columns }: Origins,
    inference: (rows: Rows) => Fallible<Inference>,
  ): RowScorer =>
  async (rows) => {
    const found = orThrow(inference(rows))
    const { scores, contributions } = await scored(scorerFor(registry, trained), found)
    return {
      scores,
      pValues: Float64Array.from(scores, (score) => pValueOf(trained, score)),
      surePValues: Float64Array.from(scores, (score) => pValueOf(trained, score + doubt * Math.abs(score))),
      expected: unitsOf(registry, trained)(await found.output(), rows.length).data,
      contributions: byColumn(contributions, of, columns).values,
    }
  }

/** Rows with what training knew of their columns. */
const withRanges = (rows: RawDataset, { schema }: TrainedModel): RawDataset =>
  schema === undefined ? rows : { ...rows, schema }

/** Makes odd rows normal by small changes, in the units of the data. */
export const repairFor =
  (registry: Registry, trained: TrainedModel, inference: (rows: Rows) => Fallible<Inference>) =>
  (rows: Rows, { alpha = 0.01, onRow, ...options }: RepairOptions = {}): Fallible<Promise<Repaired>> =>
    pipe(
      settle(alphaFaults(alpha, trained), () => ({})),
      Either.bind('origins', () => reconstructed(registry, trained)),
      Either.bind('raw', (): Fallible<RawDataset> => rowsForModel(trained, rows)),
      Either.bind('limits', ({ raw }) => limitsOf(withRanges(raw, trained), trained.spread, options)),
      Either.map(({ origins, raw, limits }) =>
        repairRows(raw, rowScorer(registry, trained, origins, inference), limits, alpha, onRow),
      ),
    )
