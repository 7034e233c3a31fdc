import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import type { EvaluateRunOptions } from '../../node/evaluateRun.ts'
import { evaluateRunTask } from '../../node/evaluateRun.ts'
import { repeatRunTask } from '../../node/repeatRun.ts'
import { writeWhole } from '../../node/writeFile.ts'
import type { MetricChoice } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { comparisonLines } from '../comparison.ts'
import { repeatedLines } from '../repeated.ts'
import type { RunValues } from '../options.ts'
import { runOptions } from '../options.ts'
import { command, count, flag, words } from '../parser.ts'
import { openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues {
  readonly samples: number | undefined
  readonly metrics: string | undefined
  readonly factors: string | undefined
  readonly noPca: boolean
  readonly folds: number | undefined
  readonly seeds: number | undefined
}

/** Which metrics are computed: the quick ones by default. */
const choiceOf = (metrics: string | undefined): MetricChoice => {
  if (metrics === undefined || metrics === 'quick') return 'quick'
  return metrics === 'all' ? 'all' : metrics.split(',')
}

const optionsOf = ({ metrics, noPca, ...values }: Values, terminal: Terminal): EvaluateRunOptions => ({
  ...values,
  metrics: choiceOf(metrics),
  pca: !noPca,
  onNotice: terminal.log,
})

const evaluateOnce = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    openRun(values, terminal),
    TaskEither.flatMap((run) =>
      withStatusTask(terminal, 'evaluating', evaluateRunTask(run, optionsOf(values, terminal))),
    ),
    TaskEither.tap((evaluation) =>
      writeWhole(
        { path: join(values.run, 'evaluation.json'), replace: true },
        `${JSON.stringify(evaluation, null, 2)}\n`,
      ),
    ),
    TaskEither.map((evaluation) => ({ lines: comparisonLines(evaluation), json: evaluation })),
  )

/** Trains the spec of the run again, on folds of its rows or with other seeds, and evaluates each. */
const evaluateAgain = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    openRun(values, terminal),
    TaskEither.flatMap((run) =>
      repeatRunTask(run, {
        ...present({ folds: values.folds, seeds: values.seeds, metrics: choiceOf(values.metrics) }),
        onRepeat: ({ name, evaluation }) =>
          terminal.log(`${name}: mean squared error ${evaluation.mse.toPrecision(4)}`),
      }),
    ),
    TaskEither.map((repeated) => ({ lines: repeatedLines(repeated), json: repeated })),
  )

const evaluate = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  values.folds === undefined && values.seeds === undefined
    ? evaluateOnce(values, terminal)
    : evaluateAgain(values, terminal)

export const evaluateCommand = command(
  [
    'isthmus evaluate runs/mnist',
    'isthmus evaluate runs/wine --label class --metrics all',
    'isthmus evaluate runs/wine --folds 5',
    'isthmus evaluate runs/vae --samples 5000 --rows 100',
    'isthmus evaluate runs/wine --data more.csv --json',
  ],
  {
    ...runOptions,
    metrics: words(
      '--metrics',
      'NAME',
      'quick (default), all, or comma-separated names of metrics, such as r2,trustworthiness.',
    ),
    factors: words(
      '--factors',
      'COLUMNS',
      'What varies in the rows, for metrics of disentanglement: comma-separated columns of the data, or a file.',
    ),
    noPca: flag('--no-pca', 'Do not fit PCA to compare with.'),
    folds: count('--folds', 'Train N times again, each time without another N-th of the rows, which is evaluated.', {
      min: 2,
    }),
    seeds: count('--seeds', 'Train N times again with other seeds, and evaluate each.', { min: 2 }),
    samples: count('--samples', 'Estimate the log-likelihood with N codes for each row; for a Gaussian code.'),
  },
  evaluate,
)
