import { counted } from '../../codec/index.ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import type { Denoised } from '../../fitted/index.ts'
import { callModel } from '../../node/engine.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { amount, command, count } from '../parser.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'
import { rowsOut } from './reconstruct.ts'

interface Values extends RunValues, OutValues {
  readonly noise: number | undefined
  readonly seed: number | undefined
}

const errorLines = ({ errors }: Denoised): ReadonlyArray<string> =>
  errors === undefined
    ? []
    : [
        `mean squared error from the clean rows: ${errors.before.toFixed(5)} with noise, ${errors.after.toFixed(5)} denoised`,
      ]

const denoise = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    ready(values, terminal, 'denoised'),
    TaskEither.bind('denoised', ({ run, rows }) =>
      callModel(() =>
        withStatus(terminal, `denoising ${counted(rows.length, 'row')}`, () =>
          run.model.denoise(rows, present({ noise: values.noise, seed: values.seed })),
        ),
      ),
    ),
    TaskEither.bind('path', ({ to, run, rows, denoised, named }) =>
      writeRows(to, rowsOut(run.model, denoised.rows, rows, named)),
    ),
    TaskEither.map(({ rows, denoised, path }) => ({
      lines: [`${counted(rows.length, 'denoised row')} written to ${path}`, ...errorLines(denoised)],
      json: { rows: rows.length, path, ...denoised.errors },
    })),
  )

export const denoiseCommand = command(
  [
    'isthmus denoise runs/mnist --data noisy.csv --out clean.csv',
    'isthmus denoise runs/mnist --noise 0.3 --out clean.npy',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('tensor')),
    noise: amount('--noise', 'Standard deviation of normal noise that is added after preprocessing.', { min: 0 }),
    seed: count('--seed', 'Seed of that noise; 0 by default.', { min: 0 }),
  },
  denoise,
)
