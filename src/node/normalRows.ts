import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault } from '../codec/index.ts'
import type { RawDataset } from '../data/index.ts'
import { select, splitRows, windowGap } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { child, stream } from '../random/index.ts'
import { quantile } from '../statistics/index.ts'
import { callModel } from './engine.ts'
import type { Run } from './openRun.ts'
import { loadOwn } from './rows.ts'

/** Rows that a run was trained on and that it finds normal, with the number of each in its file, from 0. */
export interface NormalRows {
  readonly rows: RawDataset
  readonly numbers: ReadonlyArray<number>
}

const streamed = (where: string): Fault => ({
  fault: 'too many rows',
  where,
  expected: 'a run whose training rows were in memory',
  found: 'one that read them as a stream',
  remedy: 'leave --nearest out',
})

/** Training rows beyond this quantile of their scores are no examples of what is normal. */
const normalShare = 0.99

/** The training rows of a run that are normal, from where its data were when it was trained. */
export const normalRowsTask = (run: Run): FallibleTask<NormalRows> => {
  const { spec, model, path } = run
  if (spec.stream === true) return TaskEither.left([streamed(path)])
  return pipe(
    loadOwn(run),
    TaskEither.map(({ data, test }) => {
      const { windows, seed = 0 } = spec
      const by = windows === undefined ? child(stream(seed), 'split') : { gap: windowGap(windows) }
      const { train } = splitRows(by, data.length, spec.split ?? {}, test !== undefined)
      return { numbers: [...train], rows: select(data, train) }
    }),
    TaskEither.flatMap(({ numbers, rows }) =>
      callModel(async () => {
        const scores = await model.score(rows)
        const most = quantile(model.trained.scores, normalShare)
        const normal = [...scores.keys()].filter((row) => (scores[row] ?? 0) <= most)
        return { numbers: normal.map((row) => numbers[row] ?? 0), rows: select(rows, normal) }
      }),
    ),
  )
}
