import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { Engine } from '../../engines/index.ts'
import { onEngine } from '../../node/engine.ts'
import { searchTask } from '../../node/search/searchSpace.ts'
import { pruners, samplers } from '../../search/index.ts'
import { present } from '../../tensor/present.ts'
import { abortOnSignal } from '../abortOnSignal.ts'
import type { EngineValues } from '../engine.ts'
import { chooseEngine, engineOptions } from '../engine.ts'
import { amount, command, count, flag, json, oneOf, operand, words } from '../parser.ts'
import { searchOutput, trialLine } from '../searchReport.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

const options = {
  space: operand('SPACE', 'Space: a .ts module with a default export, or a .json file.'),
  layers: words('--layers', 'FILE', 'Module (.ts or .js) with layers of your own: export const layers = […].'),
  out: words('--out', 'DIR', 'Folder to write; searches/NAME by default, with the name of the space.'),
  resume: flag('--resume', 'Continue the search in that folder, of the same space with the same options.'),
  data: words('--data', 'FILE', 'File of any format to train on: overrides the path of the space’s data.'),
  label: words('--label', 'COLUMN', 'Column of labels, which is not learnt.'),
  trials: count('--trials', 'Trials to train, skipped ones not counted; 50 by default.'),
  minutes: amount('--minutes', 'Time for the search; trials that would not fit are skipped.', { min: 0 }),
  steps: count('--steps', 'Training steps of all trials together.'),
  epochs: count('--epochs', 'Overrides the epochs of the space.'),
  sampler: oneOf('--sampler', Object.keys(samplers), 'What suggests values; tpe by default.'),
  pruner: oneOf('--pruner', Object.keys(pruners), 'What ends hopeless trials early; asha by default.'),
  objective: words(
    '--objective',
    'NAMES',
    'Comma-separated: validation (default), a term of the loss, parameters, code, flops, bytes, seconds. Of several, the Pareto front is shown.',
  ),
  seed: count('--seed', 'Seed of the suggestions; 0 by default. That of training is in the space.', { min: 0 }),
  batch: count('--batch', 'Trials that are suggested together, so that several workers make the trials of one.'),
  workers: count('--workers', 'Trials that are trained at the same time, each in a process of its own; 1 by default.', {
    max: 256,
  }),
  ...engineOptions,
  json,
}

interface Values extends EngineValues {
  readonly space: string
  readonly layers: string | undefined
  readonly out: string | undefined
  readonly resume: boolean
  readonly data: string | undefined
  readonly label: string | undefined
  readonly trials: number | undefined
  readonly minutes: number | undefined
  readonly steps: number | undefined
  readonly epochs: number | undefined
  readonly sampler: string | undefined
  readonly pruner: string | undefined
  readonly objective: string | undefined
  readonly seed: number | undefined
  readonly batch: number | undefined
  readonly workers: number | undefined
  readonly json: boolean
}

const optionsOf = ({ space: _, objective, engine: _engine, dumpGraph: _dump, json: _json, ...values }: Values) =>
  present({ ...values, objectives: objective?.split(',') })

const searchOn = (engine: Engine, values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { signal, code, done } = abortOnSignal(terminal.log, 'ending the search; isthmus search --resume continues it')
  const lineOf = trialLine(values.trials)
  let made = 0
  const task = searchTask(values.space, {
    ...optionsOf(values),
    engine,
    signal,
    onNotice: terminal.log,
    onTrial: (trial, hyperparameters) => {
      made = Math.max(made, trial.trial + 1)
      const line = lineOf(trial, hyperparameters)
      if (line !== undefined && !values.json) terminal.log(line)
    },
  })
  return async () => {
    try {
      const finished = await withStatus(terminal, () => `searching, ${counted(made, 'trial')}`, task)
      return pipe(
        finished,
        Either.map((search): Output => ({ ...searchOutput(search), ...present({ code: code() }) })),
      )
    } finally {
      done()
    }
  }
}

const runSearch = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    onEngine(() => chooseEngine(values, terminal)),
    TaskEither.flatMap((engine) => searchOn(engine, values, terminal)),
  )

export const searchCommand = command(
  [
    'isthmus search specs/spaces/digits.ts --trials 40 --out searches/digits',
    'isthmus search space.json --minutes 10 --workers 4 --sampler sobol --pruner median',
    'isthmus search space.ts --objective validation,parameters --out searches/small --resume',
  ],
  options,
  runSearch,
)
