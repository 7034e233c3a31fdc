import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { counted } from '../../codec/index.ts'
import type { RawDataset, WindowSettings } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { DetectOptions } from '../../fitted/index.ts'
import { callModel } from '../../node/engine.ts'
import { keptColumnsTask } from '../../node/keptColumns.ts'
import { seriesRowsTask } from '../../node/seriesRows.ts'
import { writeRows } from '../../node/writeFile.ts'
import type { PointScore } from '../../statistics/index.ts'
import { seriesDetections } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import type { RunValues } from '../options.ts'
import type { Ready } from '../run.ts'
import { namedRows } from '../run.ts'
import { withStatus, withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'
import type { FoundSeries } from './series.ts'
import { seriesJson, seriesLines, seriesTable } from './series.ts'

/** How `detect` takes a series. */
export interface SeriesSettings {
  readonly values: RunValues
  readonly windows: WindowSettings
  readonly options: Omit<DetectOptions, 'anomalous'>
  /** Which points are anomalies by their labels. */
  readonly anomalousOf: (points: RawDataset) => Fallible<ReadonlyArray<boolean> | undefined>
  readonly keep: ReadonlyArray<string>
  readonly by: PointScore | undefined
  readonly top: number
}

const columnsOf = ({ columns = 3 }: DetectOptions) => ({ columns })

/** Scores windows over a series, and says which points and events are anomalies. */
export const detectSeries = (
  { run, to }: Pick<Ready, 'run' | 'to'>,
  { values, windows, options, anomalousOf, keep, by, top }: SeriesSettings,
  terminal: Terminal,
): FallibleTask<Output> =>
  pipe(
    withStatusTask(terminal, 'reading the series', seriesRowsTask(run, windows, { ...values, onNotice: terminal.log })),
    TaskEither.bindTo('series'),
    TaskEither.bind('anomalous', ({ series: { points } }) => TaskEither.fromEither(anomalousOf(points))),
    TaskEither.bind('kept', () => keptColumnsTask(run, values, keep)),
    TaskEither.bind('scored', ({ series: { rows } }) =>
      callModel(() =>
        withStatus(terminal, `scoring ${counted(rows.length, 'window')}`, async () => ({
          detections: await run.model.detect(rows, options),
          reasons: await run.model.reasons(rows, columnsOf(options)),
        })),
      ),
    ),
    TaskEither.bind('found', ({ series: { starts, length, points }, anomalous, scored: { detections } }) =>
      TaskEither.fromEither(
        seriesDetections(
          { scores: detections.rows.map(({ score }) => score), starts, length, points: points.length },
          { threshold: detections.threshold, ...present({ by, anomalous }) },
        ),
      ),
    ),
    TaskEither.let('all', ({ series, found, kept, scored }): FoundSeries => ({
      ...scored,
      series,
      found,
      kept,
      named: namedRows(run, series.points, values),
    })),
    TaskEither.bind('path', ({ all }) => writeRows(to, seriesTable(all))),
    TaskEither.map(({ all, path }) => ({
      lines: [...seriesLines(all, top), `the scores of all points are in ${path}`],
      json: seriesJson(all, path),
    })),
  )
