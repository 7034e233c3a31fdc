import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import type { RowValues } from '../detections/detectRows.ts'
import { detectRows } from '../detections/detectRows.ts'
import { detectSeries } from '../detections/detectSeries.ts'
import { anomalousOf } from '../detections/labels.ts'
import { scoreOptions } from '../detections/score.ts'
import { thresholdOf, thresholdOptions } from '../detections/threshold.ts'
import { namesIn } from '../names.ts'
import type { OutValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, count, flag, oneOf, words } from '../parser.ts'
import { runAndDestination } from '../run.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RowValues, OutValues {
  readonly points: 'mean' | 'max' | undefined
}

const detect = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(thresholdOf(values)),
    TaskEither.bindTo('threshold'),
    TaskEither.bind('opened', () => runAndDestination(values, terminal, 'anomalies', 'table')),
    TaskEither.flatMap(({ threshold, opened }) => {
      const { windows } = opened.run.spec
      if (windows === undefined) return detectRows(opened, threshold, values, terminal)
      const { columns, keep, points: by, top = 10 } = values
      const options = { threshold, ...present({ columns }) }
      const anomalousIn = (points: RawDataset): ReturnType<typeof anomalousOf> => anomalousOf(points, values)
      return detectSeries(
        opened,
        { values, windows, options, anomalousOf: anomalousIn, keep: namesIn(keep), by, top },
        terminal,
      )
    }),
  )

export const detectCommand = command(
  [
    'isthmus detect runs/sensors --data today.csv --quantile 0.99',
    'isthmus detect runs/sensors --data today.csv --top 5 --keep machine,city --only-anomalies --out odd.csv',
    'isthmus detect runs/sensors --data today.csv --score mahalanobis --threshold conformal:alpha=0.01',
    'isthmus detect runs/cardio --data cardio.csv --label y --anomaly 1 --contamination 0.1',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('table')),
    ...scoreOptions,
    ...thresholdOptions,
    anomaly: words('--anomaly', 'VALUE', 'Label of anomalies in the --label column; 1 by default, of two labels.'),
    noBaselines: flag('--no-baselines', 'Prints no figures of simple detectors beside those of the model.'),
    columns: count('--columns', 'How many columns to name for each row; 3 by default.'),
    top: count('--top', 'How many of the oddest rows to print; 10 by default.', { min: 0 }),
    sort: flag('--sort', 'Writes the oddest rows first.'),
    onlyAnomalies: flag('--only-anomalies', 'Writes only the rows above the threshold.'),
    keep: words('--keep', 'COLUMNS', 'Columns of the file to copy into what is written: id,city.'),
    points: oneOf(
      '--points',
      ['mean', 'max'],
      'For a run of windows: whether the score of a point is the mean of the windows over it, the default, or the greatest.',
    ),
    nearest: flag('--nearest', 'Names the most similar training row of each row, from the data of the run.'),
  },
  detect,
)
