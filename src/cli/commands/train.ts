import { counted } from '../../codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { refused } from '../../data/files/index.ts'
import type { Engine } from '../../engines/index.ts'
import type { Evaluation } from '../../node/evaluateRun.ts'
import { onEngine } from '../../node/engine.ts'
import type { TrainedModel } from '../../fitted/index.ts'
import type { RunRecord } from '../../node/runRecord.ts'
import type { FinishedRun, TrainOptions } from '../../node/train.ts'
import { trainTask } from '../../node/train.ts'
import type { AnyJob } from '../../training/index.ts'
import type { SignalCode } from '../abortOnSignal.ts'
import { abortOnSignal } from '../abortOnSignal.ts'
import { comparisonLines } from '../comparison.ts'
import type { EngineValues } from '../engine.ts'
import { chooseEngine, engineOptions } from '../engine.ts'
import type { SpecValues } from '../options.ts'
import { specOptions } from '../options.ts'
import { amount, command, count, flag, json, oneOf, words } from '../parser.ts'
import type { Display } from '../progress.ts'
import { display, duration } from '../progress.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

const options = {
  ...specOptions,
  out: words('--out', 'DIR', 'Run directory to write; runs/NAME by default, with the name of the spec.'),
  force: flag('--force', 'Replaces a run that exists.'),
  data: words(
    '--data',
    'FILE',
    'File of any format to train on: overrides the path of the spec’s data; its columns, label and missing stay.',
  ),
  target: words(
    '--target',
    'FILE',
    'CSV file with what the model is to give for each row, if that is not the row itself.',
  ),
  label: words('--label', 'COLUMN', 'Column of labels, which is not learnt.'),
  id: words('--id', 'COLUMN', 'Column that names the rows, which is not learnt.'),
  exclude: words('--exclude', 'COLUMNS', 'Comma-separated columns that are not learnt.'),
  missing: oneOf(
    '--missing',
    ['refuse', 'mask'],
    'Whether missing cells are refused (default) or left out of the loss.',
  ),
  condition: words('--condition', 'COLUMNS', 'Comma-separated columns to condition on.'),
  epochs: count('--epochs', 'Overrides the epochs of the spec.', { max: 1_000_000 }),
  batchSize: count('--batch-size', 'Overrides the batch size of the spec.', { max: 1_000_000 }),
  seed: count('--seed', 'Overrides the seed of the spec.', { min: 0 }),
  rate: amount(
    '--rate',
    'Overrides the learning rate of the spec: the first update that has one. For an autoencoder without experiment, the peak rate of the default optimiser.',
    { min: 0 },
  ),
  resume: flag(
    '--resume',
    'Goes on from the checkpoint of training that was killed or stopped, to the same numbers as if it had not been.',
  ),
  checkpointEvery: amount('--checkpoint-every', 'Seconds between two checkpoints; 60 by default.', { min: 0 }),
  ...engineOptions,
  json,
}

interface Values extends SpecValues, EngineValues {
  readonly out: string | undefined
  readonly force: boolean
  readonly data: string | undefined
  readonly target: string | undefined
  readonly label: string | undefined
  readonly id: string | undefined
  readonly exclude: string | undefined
  readonly missing: 'refuse' | 'mask' | undefined
  readonly condition: string | undefined
  readonly epochs: number | undefined
  readonly batchSize: number | undefined
  readonly seed: number | undefined
  readonly rate: number | undefined
  readonly resume: boolean
  readonly checkpointEvery: number | undefined
  readonly json: boolean
}

/** What training shows: the display begins with the job. */
const watch = (terminal: Terminal, { name }: Engine, asJson: boolean) => {
  let shown: Display | undefined
  const { signal, code, done } = abortOnSignal((notice) => (shown?.notice ?? terminal.log)(notice))
  return {
    signal,
    code,
    onStart: (job: AnyJob) => {
      const { train, plan } = job
      if (!asJson)
        terminal.log(`training on ${counted(train.length, 'row')}, ${counted(plan.total, 'step')}, engine ${name}`)
      shown = display(terminal, job, asJson)
    },
    onProgress: (progress: Parameters<Display['show']>[0]) => shown?.show(progress),
    close: () => {
      shown?.close()
      done()
    },
  }
}

const endings: Readonly<Record<RunRecord['ending'], string>> = {
  completed: 'trained',
  'stopped early': 'stopped early after',
  interrupted: 'interrupted after',
  'not finite': 'stopped after',
  'broken data': 'stopped after',
}

const weightsOf = ({ epoch, epochs, ending, step }: RunRecord): string => {
  if (epoch < epochs) return `; the weights are those of epoch ${epoch}, the best`
  return ending === 'completed' ? '' : `; the weights are those of step ${step}`
}

const summary = (record: RunRecord): string =>
  `${endings[record.ending]} ${counted(record.epochs, 'epoch')} in ${duration(record.seconds)}${weightsOf(record)}`

/** Where the thresholds of `detect` come from. */
const scoresLine = ({ scores, provenance }: TrainedModel): string => {
  const { scores: part = 'training' } = provenance
  return `thresholds come from ${counted(scores.length, `${part} row`)}${part === 'training' ? ', which the model has seen; set split.calibration' : ''}`
}

const optionsOf = ({
  spec: _,
  condition,
  exclude,
  engine: _engine,
  threads: _threads,
  dumpGraph: _dump,
  ...values
}: Values) => ({
  ...values,
  condition: condition?.split(','),
  exclude: exclude?.split(','),
})

/** A run, and the code of the signal that stopped its training. */
interface Ended {
  readonly finished: FinishedRun
  readonly code: SignalCode | undefined
}

const trainOn = (engine: Engine, values: Values, terminal: Terminal): FallibleTask<Ended> => {
  const { close, code, ...watching } = watch(terminal, engine, values.json)
  const trainOptions: TrainOptions = { ...optionsOf(values), ...watching, engine, onNotice: terminal.log }
  return async () => {
    try {
      const result = await trainTask(values.spec, trainOptions)()
      return pipe(
        result,
        Either.map((finished) => ({ finished, code: code() })),
      )
    } finally {
      close()
    }
  }
}

const outputOf = ({ run }: FinishedRun, evaluation: Evaluation): Output => ({
  lines: [...comparisonLines(evaluation), `run written to ${run.path}`],
  json: { kind: 'run', path: run.path, ending: run.record.ending, epoch: run.record.epoch, ...evaluation },
})

/** What is said of a run whose training a signal stopped: whoever stopped it does not wait for its evaluation. */
const stoppedOutput = ({ run }: FinishedRun, code: SignalCode): Output => ({
  lines: [
    `run written to ${run.path}; isthmus evaluate ${run.path} evaluates it, isthmus train … --resume goes on with it`,
  ],
  json: { kind: 'run', path: run.path, ending: run.record.ending, epoch: run.record.epoch },
  code,
})

const runTraining = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    onEngine(() => chooseEngine(values, terminal)),
    TaskEither.flatMap((engine) => trainOn(engine, values, terminal)),
    TaskEither.tap(({ finished: { run, fault, losses } }) => {
      if (!values.json) for (const line of losses) terminal.log(`training rows: ${line}`)
      if (!values.json) terminal.log(summary(run.record))
      if (!values.json) terminal.log(scoresLine(run.model.trained))
      return fault === undefined ? TaskEither.right(undefined) : refused(fault)
    }),
    TaskEither.flatMap(({ finished, code }) =>
      code === undefined
        ? pipe(
            withStatusTask(terminal, 'evaluating', finished.evaluate),
            TaskEither.map((evaluation) => outputOf(finished, evaluation)),
          )
        : TaskEither.right(stoppedOutput(finished, code)),
    ),
  )

export const trainCommand = command(
  [
    'isthmus train specs/mnist.ts --out runs/mnist',
    'isthmus train model.json --data measurements.csv --label class --epochs 100',
  ],
  options,
  runTraining,
)
