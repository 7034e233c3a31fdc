import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { counted, decode, failure, isPlain, settle, show, string } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { DensityChoice, Samples } from '../../fitted/index.ts'
import { sampleRunTask } from '../../node/generateRun.ts'
import type { Run } from '../../node/index.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import { generatedOut, numbersIn } from '../generated.ts'
import type { OutValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, count, flag, words } from '../parser.ts'
import type { ModelValues } from '../run.ts'
import { destination, openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends ModelValues, OutValues {
  readonly n: number | undefined
  readonly density: string | undefined
  readonly noise: boolean
  readonly condition: string | undefined
  readonly seed: number | undefined
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A density by its name, or with settings as JSON: `{ "density": "gaussianMixture", "components": 8 }`. */
const densityIn = (text: string | undefined): Fallible<DensityChoice | undefined> => {
  if (text === undefined || text === 'auto') return Either.right(text)
  if (!text.trim().startsWith('{')) return Either.right({ density: text })
  const settings = parsed(text)
  if (!isPlain(settings))
    return failure({
      fault: 'wrong usage',
      where: '--density',
      expected: 'a name, or an object of JSON such as {"density":"gaussianMixture","components":8}',
      found: show(text),
    })
  return pipe(
    decode(string('the name of a density'), settings['density'], '--density: density'),
    Either.map((density) => ({ ...settings, density })),
  )
}

/** Labels with commas between them, or numbers for a model whose condition is columns. */
const conditionIn = (run: Run, text: string | undefined) => {
  if (text === undefined) return Either.right({})
  if (run.model.model.condition?.spec.columns === undefined)
    return Either.right({ label: text.split(',').map((label) => label.trim()) })
  const numbers = numbersIn(text)
  return settle(
    numbers.every((number) => Number.isFinite(number))
      ? []
      : [
          {
            fault: 'wrong usage',
            where: '--condition',
            expected: 'numbers with commas between them',
            found: show(text),
          },
        ],
    () => ({ condition: [numbers] }),
  )
}

const densityLines = ({ densities }: Samples): ReadonlyArray<string> =>
  densities.flatMap(({ spec, label, trials = [] }) => [
    `codes drawn from the density ${spec.density}${label === undefined ? '' : `, fitted on the rows labelled ${show(label)}`}`,
    ...trials.map(
      ({ density, logDensity }) =>
        `  ${density}: ${logDensity.toFixed(3)} nats, the mean log-density of held-out codes`,
    ),
  ])

const sample = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(densityIn(values.density)),
    TaskEither.bindTo('density'),
    TaskEither.bind('to', () => destination(values, 'samples', 'tensor')),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.bind('condition', ({ run }) => TaskEither.fromEither(conditionIn(run, values.condition))),
    TaskEither.bind('samples', ({ run, density, condition }) => {
      const { n: samples, seed } = values
      const noise = values.noise ? 'likelihood' : 'mean'
      const options = { ...present({ samples, seed, density }), noise, ...condition } as const
      return withStatusTask(terminal, 'drawing samples', sampleRunTask(run, options))
    }),
    TaskEither.bind('path', ({ run, samples: { rows, labels }, to }) =>
      writeRows(to, generatedOut(run.model, rows, { named: present({ labels }) })),
    ),
    TaskEither.map(({ samples, path }) => ({
      lines: [`${counted(samples.rows.shape[0] ?? 0, 'sample')} written to ${path}`, ...densityLines(samples)],
      json: {
        rows: samples.rows.shape[0] ?? 0,
        path,
        densities: samples.densities.map(({ spec, label, trials }) => ({ ...spec, ...present({ label, trials }) })),
      },
    })),
  )

const { data: _data, target: _target, label: _label, id: _id, rows: _rows, ...modelOptions } = runOptions

export const sampleCommand = command(
  [
    'isthmus sample runs/vae --n 64 --out samples.png',
    'isthmus sample runs/wine --n 1000 --density auto --out more-wine.csv',
    'isthmus sample runs/cvae --n 40 --condition 3,8 --out digits.png',
  ],
  {
    ...modelOptions,
    ...outOptions(endingsFor('tensor')),
    n: count('--n', 'How many rows to draw; 16 by default.'),
    density: words(
      '--density',
      'NAME',
      'Where codes come from: prior, gaussianMixture, aggregatePosterior, flow, empirical, or auto, the one under which held-out codes are most likely; with settings as JSON. By default the prior of the model, else a Gaussian mixture.',
    ),
    noise: flag('--noise', 'Draw each row under the likelihood of its code instead of taking the mean.'),
    condition: words(
      '--condition',
      'VALUE',
      'The label of the samples, or several in turn with commas between them; for a condition of columns, its numbers.',
    ),
    seed: count('--seed', 'Seed; 0 by default. The same seed gives the same rows.', { min: 0 }),
  },
  sample,
)
