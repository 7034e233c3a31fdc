import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset } from '../../data/index.ts'
import { draw, path, stream } from '../../random/index.ts'
import { product } from '../../tensor/shape.ts'
import { infer } from '../../training/index.ts'
import type { OpenRun, RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import { amount, command, count } from '../parser.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'
import type { OutValues } from '../output.ts'
import { outOptions, place, writeRows } from '../output.ts'
import { columnNames, reconstructed } from './reconstruct.ts'

interface Values extends RunValues, OutValues {
  readonly noise: number | undefined
  readonly seed: number | undefined
}

/** Rows with normal noise of a standard deviation, in the units that the model sees. */
const corrupt = (data: Dataset, deviation: number, seed: number): Dataset => {
  const noise = draw(path(stream(seed), 'denoise'), data.length * product(data.sizes), { kind: 'normal' })
  return {
    ...data,
    values: data.values.map((value, i) => (data.mask?.[i] === 0 ? 0 : value + deviation * (noise[i] ?? 0))),
  }
}

const squaredError = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return sum / a.length
}

/** How far rows are from the clean ones before and after, where noise was added to clean ones. */
const measured = async (opened: OpenRun, clean: Dataset, noisy: Dataset) => {
  const output = await infer(opened.session, 'reconstruct', opened.run.weights, noisy)
  return { before: squaredError(noisy.values, clean.values), after: squaredError(output.data, clean.values) }
}

const denoise = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return refuse(terminal, opened.left, values.json)
  const rows = await readRows(opened.right, values)
  if (Either.isLeft(rows)) return refuse(terminal, rows.left, values.json)
  const { scaled, raw } = rows.right
  const noisy = values.noise === undefined ? scaled : corrupt(scaled, values.noise, values.seed ?? 0)
  const output = await reconstructed(opened.right, noisy)
  const written = await writeRows(place(values, 'denoised.csv'), output, columnNames(raw))
  if (Either.isLeft(written)) return refuse(terminal, written.left, values.json)
  const errors = values.noise === undefined ? undefined : await measured(opened.right, scaled, noisy)
  if (values.json) terminal.print(JSON.stringify({ rows: noisy.length, path: written.right, ...errors }))
  else {
    terminal.print(`${noisy.length} denoised rows written to ${written.right}`)
    if (errors !== undefined)
      terminal.print(
        `mean squared error from the clean rows: ${errors.before.toFixed(5)} before, ${errors.after.toFixed(5)} after`,
      )
  }
  return 0
}

export const denoiseParser = command(
  {
    name: 'denoise',
    brief: 'Write noisy rows as the autoencoder cleans them; with --noise, add noise first and measure what is left.',
    examples: [
      'isthmus denoise runs/mnist --data noisy.csv --out clean.csv',
      'isthmus denoise runs/mnist --noise 0.3 --out clean.npy',
    ],
  },
  {
    ...runOptions,
    ...outOptions,
    noise: amount('--noise', 'Add normal noise of this standard deviation first, after preprocessing.', { min: 0 }),
    seed: count('--seed', 'Of that noise; 0 by default.', { min: 0 }),
  },
  denoise,
)
