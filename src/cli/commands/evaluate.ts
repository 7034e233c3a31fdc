import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { evaluateRunTask } from '../../node/evaluateRun.ts'
import { writeWhole } from '../../node/writeFile.ts'
import { comparisonLines } from '../comparison.ts'
import type { RunValues } from '../options.ts'
import { runOptions } from '../options.ts'
import { command, count } from '../parser.ts'
import { openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues {
  readonly samples: number | undefined
}

const evaluate = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    openRun(values, terminal),
    TaskEither.flatMap((run) =>
      withStatusTask(terminal, 'evaluating', evaluateRunTask(run, { ...values, onNotice: terminal.log })),
    ),
    TaskEither.tap((evaluation) =>
      writeWhole(
        { path: join(values.run, 'evaluation.json'), replace: true },
        `${JSON.stringify(evaluation, null, 2)}\n`,
      ),
    ),
    TaskEither.map((evaluation) => ({ lines: comparisonLines(evaluation), json: evaluation })),
  )

export const evaluateCommand = command(
  [
    'isthmus evaluate runs/mnist',
    'isthmus evaluate runs/vae --samples 5000 --rows 100',
    'isthmus evaluate runs/wine --data more.csv --json',
  ],
  {
    ...runOptions,
    samples: count('--samples', 'Estimate the log-likelihood with N codes for each row; for a Gaussian code.'),
  },
  evaluate,
)
