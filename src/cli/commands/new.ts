import { basename } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { encodeSpec, library } from '../../format/index.ts'
import type { NewExperiment } from '../../node/newExperiment.ts'
import { newExperimentTask } from '../../node/newExperiment.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { FileValues } from '../fileOptions.ts'
import { fileOptions, settingsOf } from '../fileOptions.ts'
import type { OutValues } from '../options.ts'
import { command, flag, json, oneOf, words } from '../parser.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends FileValues, OutValues {
  readonly json: boolean
  readonly for: 'codes' | 'anomalies' | undefined
}

/** The name of a file without its endings: `people` of `data/people.csv.gz`. */
const nameOf = (path: string): string => {
  const [name = ''] = basename(path).split('.')
  return name === '' || name === '-' ? 'experiment' : name.replaceAll(/[^\w-]+/g, '-')
}

const outputOf = ({ path, spec }: NewExperiment): Output => {
  const { encoder, decoder } = spec.model
  return {
    lines: [
      `wrote ${path}: ${drawShape(encoder.input)} → ${drawShape(decoder.input)}, at most ${spec.epochs} epochs`,
      `train it with: isthmus train ${path}`,
    ],
    json: { path, spec: encodeSpec(library, { kind: 'experiment', ...spec }) },
  }
}

const write = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    newExperimentTask(
      library,
      values.file,
      { path: values.out ?? `${nameOf(values.file)}.ts`, replace: values.force },
      settingsOf(values),
      values.for,
    ),
    TaskEither.map((made) => {
      made.notices.forEach((notice) => terminal.log(notice))
      return outputOf(made)
    }),
  )

export const newCommand = command(
  [
    'isthmus new people.csv',
    'isthmus new sensors.csv --for anomalies',
    'isthmus new people.csv --label sold --exclude city --out specs/people.json',
  ],
  {
    ...fileOptions,
    out: words('--out', 'FILE', 'File to write, .ts or .json; by default .ts with the name of the data.'),
    for: oneOf(
      '--for',
      ['codes', 'anomalies'],
      'What the model is for: codes, through a bottleneck, by default; anomalies, a denoising autoencoder.',
    ),
    force: flag('--force', 'Replaces the file if it exists.'),
    json,
  },
  write,
)
