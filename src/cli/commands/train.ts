import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../../codec/index.ts'
import { load } from '../../data/files/index.ts'
import type { Engine } from '../../engines/index.ts'
import { jobFor, planFor, prepare } from '../../fitted/index.ts'
import { elaborate } from '../../model/index.ts'
import { stream } from '../../random/index.ts'
import { library } from '../../format/index.ts'
import type { Job, Outcome } from '../../training/index.ts'
import { memoryFault, train } from '../../training/index.ts'
import type { EngineValues } from '../engine.ts'
import { chooseEngine, engineOptions } from '../engine.ts'
import type { Overrides } from '../experimentFor.ts'
import { experimentOf } from '../experimentFor.ts'
import { abortOnSignal } from '../abortOnSignal.ts'
import { amount, command, count, flag, json, words } from '../parser.ts'
import { display, duration } from '../progress.ts'
import type { SpecValues } from '../specFile.ts'
import { readSpec, specOptions } from '../specFile.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'
import type { Trained } from '../trained.ts'
import { report, save } from '../trained.ts'
import { openWorkplace } from '../workplace.ts'

const options = {
  ...specOptions,
  out: words('--out', 'DIR', 'Where the run is written; runs/NAME of the spec by default.'),
  force: flag('--force', 'Replace a run that is there.'),
  data: words('--data', 'FILE', 'A CSV file instead of the data that the spec names.'),
  label: words('--label', 'COLUMN', 'A column of --data that holds labels and is not learnt.'),
  condition: words('--condition', 'COLUMNS', 'Columns of --data, with commas between, that the model is told.'),
  epochs: count('--epochs', 'Instead of what the spec says.'),
  batchSize: count('--batch-size', 'Instead of what the spec says.'),
  seed: count('--seed', 'Instead of what the spec says.', { min: 0 }),
  rate: amount('--rate', 'The learning rate of Adam, for a spec that is an autoencoder alone.', { min: 0 }),
  ...engineOptions,
  json,
}

interface Values extends SpecValues, Overrides, EngineValues {
  readonly out: string | undefined
  readonly force: boolean
  readonly json: boolean
}

const runTraining = async (job: Job, engine: Engine, terminal: Terminal, asJson: boolean): Promise<Outcome> => {
  const shown = display(terminal, { epochs: job.epochs, total: job.plan.total, json: asJson })
  const { signal, done } = abortOnSignal(terminal)
  try {
    const progress = train(job, engine, signal)
    for (;;) {
      const next = await progress.next()
      if (next.done === true) return next.value
      shown.show(next.value)
    }
  } finally {
    shown.close()
    done()
  }
}

/** Trains an experiment from its spec to its run directory. */
const trainCommand = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const fail = (faults: Faults | ReadonlyArray<Fault>): ExitCode => refuse(terminal, faults, values.json)
  const file = await readSpec(library, values)
  if (Either.isLeft(file)) return fail(file.left)
  const { registry } = file.right
  const spec = experimentOf(file.right, values)
  if (Either.isLeft(spec)) return fail(spec.left)
  const model = elaborate(registry, spec.right.model, file.right.spec.kind === 'experiment' ? 'model' : '')
  if (Either.isLeft(model)) return fail(model.left)
  const early = planFor(registry, spec.right, model.right, 1)
  if (Either.isLeft(early)) return fail(early.left)
  const engine = await chooseEngine(values, terminal)
  // A batch is no larger than the data, which nobody has read yet: training looks again.
  const tooLarge = memoryFault(model.right, early.right, 1, engine)
  if (tooLarge !== undefined) return fail([tooLarge])
  const path = values.out ?? `runs/${file.right.name}`
  const workplace = await openWorkplace(path, values.force)
  if (Either.isLeft(workplace)) return fail(workplace.left)
  try {
    const seed = stream(spec.right.seed ?? 0)
    const loaded = await load(spec.right.data)
    if (Either.isLeft(loaded)) return fail(loaded.left)
    // The defaults of an autoencoder alone depend on the number of rows.
    const experiment = experimentOf(file.right, values, loaded.right.data.length)
    if (Either.isLeft(experiment)) return fail(experiment.left)
    const prepared = prepare(registry, experiment.right, model.right, seed, loaded.right)
    if (Either.isLeft(prepared)) return fail(prepared.left)
    const task = jobFor(registry, experiment.right, model.right, seed, prepared.right.parts)
    if (Either.isLeft(task)) return fail(task.left)
    const job = task.right
    if (!values.json)
      terminal.log(
        `training ${file.right.name}: ${job.train.length} rows, ${job.plan.total} steps, engine ${engine.name}`,
      )
    const start = performance.now()
    const outcome = await runTraining(job, engine, terminal, values.json)
    const trained: Trained = {
      spec: experiment.right,
      name: file.right.name,
      job,
      prepared: prepared.right,
      outcome,
      engine,
    }
    const saved = await save(registry, workplace.right, trained)
    if (Either.isLeft(saved)) return fail(saved.left)
    if (!values.json)
      terminal.log(
        `${outcome.ending} after ${outcome.history.length} epochs in ${duration((performance.now() - start) / 1000)}; the weights are those of step ${outcome.state.step}`,
      )
    if (outcome.fault !== undefined) return fail([outcome.fault])
    await report(trained, saved.right, terminal, values.json)
    if (!values.json) terminal.print(`run written to ${saved.right}`)
    return 0
  } finally {
    await workplace.right.discard()
  }
}

export const trainParser = command(
  {
    name: 'train',
    brief: 'Train a spec and write a run directory.',
    examples: [
      'isthmus train specs/mnist.ts --out runs/mnist',
      'isthmus train model.json --data measurements.csv --label class --epochs 100',
    ],
  },
  options,
  trainCommand,
)
