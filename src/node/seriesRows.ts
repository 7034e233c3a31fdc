import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset, WindowSettings } from '../data/index.ts'
import { windowRows } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { Run } from './openRun.ts'
import type { RowsOptions } from './rows.ts'
import { readPointsTask } from './rows.ts'

/** The points of a series, and windows over them as rows for a run. */
export interface SeriesRows {
  readonly points: RawDataset
  readonly rows: RawDataset
  /** The first point of each window. */
  readonly windowStarts: ReadonlyArray<number>
  /** The first of the points that the score of each window is of: its own, or of a forecast those after it. */
  readonly starts: ReadonlyArray<number>
  /** How many points that is. */
  readonly length: number
}

const scoredPoints = (
  { length, horizon = 0 }: WindowSettings,
  starts: ReadonlyArray<number>,
): Pick<SeriesRows, 'starts' | 'length'> =>
  horizon === 0 ? { starts, length } : { starts: starts.map((start) => start + length), length: horizon }

/** Reads a series for a run of windows: its points, and windows over them, checked against the model of the run. */
export const seriesRowsTask = (run: Run, windows: WindowSettings, options: RowsOptions): FallibleTask<SeriesRows> =>
  pipe(
    readPointsTask(run, options),
    TaskEither.bindTo('points'),
    TaskEither.bind('cut', ({ points }) => TaskEither.fromEither(windowRows(points, windows))),
    TaskEither.bind('rows', ({ cut }) => TaskEither.fromEither(run.model.check(cut.rows))),
    TaskEither.map(({ points, cut, rows }) => ({
      points,
      rows,
      windowStarts: cut.starts,
      ...scoredPoints(windows, cut.starts),
    })),
  )
