import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Dataset, RawDataset } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { ExplainOptions } from '../fitted/index.ts'
import { explained } from '../fitted/index.ts'
import type { Explanation, Inference, Stability } from '../tasks/index.ts'
import { stability } from '../tasks/index.ts'
import { callModel } from './engine.ts'
import { partsOf } from './evaluateRun.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { readRowsTask } from './rows.ts'

export interface ExplainRunOptions extends RowsOptions, Omit<ExplainOptions, 'baseline'> {}

/** The training rows, whose mean is the baseline of integrated gradients; without them that of the rows themselves. */
const trainingRows = (run: Run, onNotice: RowsOptions['onNotice']): FallibleTask<Dataset | undefined> =>
  pipe(
    partsOf(run),
    TaskEither.map(({ train }): Dataset | undefined => train),
    TaskEither.orElse(() => {
      onNotice?.('the training rows cannot be read: the baseline of integrated gradients is the mean of these rows')
      return TaskEither.right<never, Dataset | undefined>(undefined)
    }),
  )

/** Explains the code of a run on rows that were read for it. */
export const explainRowsTask = (
  run: Run,
  rows: RawDataset,
  { pathRows, onNotice, ...options }: ExplainRunOptions = {},
): FallibleTask<Explanation> => {
  const { registry, model } = run
  const { trained, inference } = model
  return pipe(
    pathRows === 0 ? TaskEither.right(undefined) : trainingRows(run, onNotice),
    TaskEither.flatMap((baseline) =>
      callModel(() =>
        explained(
          { registry, trained, inference },
          rows,
          { ...options, ...(pathRows === undefined ? {} : { pathRows }) },
          baseline,
        ),
      ),
    ),
  )
}

/** Explains the code of a run on its own rows, or on those of a file. */
export const explainRunTask = (run: Run, options: ExplainRunOptions = {}): FallibleTask<Explanation> =>
  pipe(
    readRowsTask(run, options),
    TaskEither.flatMap((rows) => explainRowsTask(run, rows, options)),
  )

/** How the code of a run comes back in other runs, on rows that were read for it. */
export const stabilityTask = (run: Run, others: ReadonlyArray<Run>, rows: RawDataset): FallibleTask<Stability> =>
  pipe(
    [run, ...others].map(({ model }) => model.inference(rows)),
    (all) => TaskEither.sequenceSeqArray(all.map((one) => TaskEither.fromEither(one))),
    TaskEither.flatMap(([first, ...rest]: ReadonlyArray<Inference>) => {
      if (first === undefined) throw new Error('the stability of no model')
      return pipe(
        callModel(() => stability(first, rest)),
        TaskEither.flatMapEither((found) => found),
      )
    }),
  )
