import * as Either from 'fp-ts/lib/Either.js'
import type { Fault, Faults } from '../../codec/index.ts'
import type { SourceSpec } from '../../data/index.ts'
import type { Engine } from '../../engines/index.ts'
import { reference } from '../../engines/index.ts'
import type { Model, Plan } from '../../model/index.ts'
import { elaborate } from '../../model/index.ts'
import { adam } from '../../optimisers/registry.ts'
import { minMax } from '../../preprocessing/registry.ts'
import { stream } from '../../random/index.ts'
import { rateCodec } from '../../schedules/index.ts'
import type { ExperimentSpec, Registry } from '../../spec/index.ts'
import { library } from '../../spec/index.ts'
import * as Named from '../../tensor/named.ts'
import { compare, pcaFor } from '../../tasks/index.ts'
import { product } from '../../tensor/shape.ts'
import type { Job, Outcome } from '../../training/index.ts'
import { ask, stepsPerEpoch, train } from '../../training/index.ts'
import { comparisonLines } from '../comparison.ts'
import { amount, command, count, flag, json, operand, words } from '../parser.ts'
import type { Prepared } from '../prepare.ts'
import { prepare } from '../prepare.ts'
import { display, duration } from '../progress.ts'
import type { Workplace } from '../runDirectory.ts'
import { openWorkplace, writeRun } from '../runDirectory.ts'
import type { SpecFile } from '../specFile.ts'
import { readSpec } from '../specFile.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

const options = {
  spec: operand('SPEC', 'A .ts module with a default export, or a .json file.'),
  out: words('--out', 'DIR', 'Where the run is written; runs/NAME of the spec by default.'),
  force: flag('--force', 'Replace a run that is there.'),
  data: words('--data', 'FILE', 'A CSV file instead of the data that the spec names.'),
  label: words('--label', 'COLUMN', 'A column of --data that holds labels and is not learnt.'),
  epochs: count('--epochs', 'Instead of what the spec says.'),
  batchSize: count('--batch-size', 'Instead of what the spec says.'),
  seed: count('--seed', 'Instead of what the spec says.', 0),
  rate: amount('--rate', 'The learning rate of Adam, for a spec that is an autoencoder alone.', { min: 0 }),
  json,
}

interface Values {
  readonly spec: string
  readonly out: string | undefined
  readonly force: boolean
  readonly data: string | undefined
  readonly label: string | undefined
  readonly epochs: number | undefined
  readonly batchSize: number | undefined
  readonly seed: number | undefined
  readonly rate: number | undefined
  readonly json: boolean
}

const sourceOf = ({ data, label }: Values): SourceSpec | undefined =>
  data === undefined ? undefined : { source: 'csv', path: data, ...(label === undefined ? {} : { label }) }

/** What an autoencoder without an experiment is trained with. */
const around = (model: ExperimentSpec['model'], data: SourceSpec, { rate = 1e-3 }: Values): ExperimentSpec => ({
  model,
  data,
  preprocessing: [minMax()],
  split: { validation: 0.1, test: 0.1 },
  optimiser: adam(rate),
  epochs: 50,
  batchSize: 64,
})

const experimentOf = ({ spec, name }: SpecFile, values: Values): Either.Either<Faults, ExperimentSpec> => {
  const data = sourceOf(values)
  if (spec.kind === 'autoencoder' && data === undefined)
    return Either.left([
      {
        fault: 'missing data',
        where: name,
        expected: 'an experiment, which names its data',
        found: 'an autoencoder alone',
        remedy: 'add --data FILE.csv, or export default experiment({ model, data, … })',
      },
    ])
  const { kind: _, ...rest } = spec
  const given = 'model' in rest ? rest : data === undefined ? undefined : around(rest, data, values)
  if (given === undefined) throw new Error('an autoencoder without data was refused before')
  const { epochs = given.epochs, batchSize = given.batchSize, seed = given.seed } = values
  return Either.right({
    ...given,
    epochs,
    batchSize,
    ...(seed === undefined ? {} : { seed }),
    ...(data === undefined ? {} : { data }),
  })
}

/** What is wrong with the optimiser for this model, if anything. */
const optimiserFaults = (registry: Registry, { optimiser }: ExperimentSpec, model: Model): ReadonlyArray<Fault> =>
  optimiser.flatMap(({ update, ...settings }, i) => {
    const finding = registry.updates[update]?.check(
      settings,
      Named.names(model.parameters),
      rateCodec(registry.schedules),
    )
    if (finding === undefined) return []
    const { at, ...fault } = finding
    return [{ ...fault, where: `optimiser[${i}]${at === undefined ? '' : `.${at}`}` }]
  })

const planOf = (registry: Registry, spec: ExperimentSpec, rows: number): Plan => ({
  optimiser: spec.optimiser,
  updates: registry.updates,
  schedules: registry.schedules,
  total: spec.epochs * stepsPerEpoch(rows, spec.batchSize),
})

/** Aborts at the first Ctrl-C; the second ends the process as usual. */
const interruptible = (terminal: Terminal): { readonly signal: AbortSignal; readonly done: () => void } => {
  const controller = new AbortController()
  const stop = (): void => {
    terminal.tell('stopping after this step; the run is kept (Ctrl-C again to lose it)')
    controller.abort()
    process.off('SIGINT', stop)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    done: () => {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}

const runTraining = async (job: Job, engine: Engine, terminal: Terminal, asJson: boolean): Promise<Outcome> => {
  const shown = display(terminal, { epochs: job.epochs, total: job.plan.total, json: asJson })
  const { signal, done } = interruptible(terminal)
  try {
    const progress = train(job, engine, signal)
    for (;;) {
      const next = await progress.next()
      if (next.done === true) return next.value
      shown.show(next.value)
      // Timers and signals get their turn between steps.
      if (next.value.kind === 'step') await new Promise((resolve) => setImmediate(resolve))
    }
  } finally {
    shown.close()
    done()
  }
}

interface Trained {
  readonly spec: ExperimentSpec
  readonly name: string
  readonly job: Job
  readonly prepared: Prepared
  readonly outcome: Outcome
  readonly engine: Engine
}

const save = async (registry: Registry, workplace: Workplace, trained: Trained) => {
  const { spec, name, job, prepared, outcome, engine } = trained
  const { train: rows, validation, test } = prepared.parts
  const session = await engine.open(job.model, job.plan)
  const scores = Float32Array.from((await ask(session, 'score', outcome.state, rows)).data).toSorted()
  const last = outcome.history.find(({ epoch }) => epoch === outcome.epoch)?.validation
  return writeRun(registry, workplace, {
    spec,
    weights: outcome.state,
    scores,
    history: outcome.history,
    record: {
      isthmus: 1,
      name,
      ending: outcome.ending,
      epoch: outcome.epoch,
      steps: outcome.state.step,
      rows: { train: rows.length, validation: validation.length, test: test.length },
      preprocessing: prepared.fitted,
      engine: engine.name,
      ...(rows.columns === undefined ? {} : { columns: rows.columns }),
      ...(last === undefined ? {} : { validation: last }),
    },
  })
}

const report = async (
  { job, prepared, outcome, engine }: Trained,
  path: string,
  terminal: Terminal,
  asJson: boolean,
) => {
  const { parts } = prepared
  const [part, rows] =
    parts.test.length > 0
      ? (['test', parts.test] as const)
      : parts.validation.length > 0
        ? (['validation', parts.validation] as const)
        : (['training', parts.train] as const)
  const session = await engine.open(job.model, job.plan)
  const comparison = await compare(session, outcome.state, rows, pcaFor(parts.train, product(job.model.code)))
  if (asJson)
    terminal.print(
      JSON.stringify({ kind: 'run', path, ending: outcome.ending, epoch: outcome.epoch, part, ...comparison }),
    )
  else for (const line of comparisonLines(comparison, part)) terminal.print(line)
}

/** Trains an experiment from its spec to its run directory. */
const trainCommand = async (values: Values, terminal: Terminal): Promise<ExitCode> => {
  const registry = library
  const fail = (faults: Faults | ReadonlyArray<Fault>): ExitCode => refuse(terminal, faults, values.json)
  const file = await readSpec(registry, values.spec)
  if (Either.isLeft(file)) return fail(file.left)
  const spec = experimentOf(file.right, values)
  if (Either.isLeft(spec)) return fail(spec.left)
  const model = elaborate(registry, spec.right.model, file.right.spec.kind === 'experiment' ? 'model' : '')
  if (Either.isLeft(model)) return fail(model.left)
  const faults = optimiserFaults(registry, spec.right, model.right)
  if (faults.length > 0) return fail(faults)
  const path = values.out ?? `runs/${file.right.name}`
  const workplace = await openWorkplace(path, values.force)
  if (Either.isLeft(workplace)) return fail(workplace.left)
  try {
    const seed = stream(spec.right.seed ?? 0)
    const prepared = await prepare(registry, spec.right, model.right, seed)
    if (Either.isLeft(prepared)) return fail(prepared.left)
    const { train: rows, validation } = prepared.right.parts
    const engine = reference()
    const plan = planOf(registry, spec.right, rows.length)
    const { epochs, batchSize, stopping } = spec.right
    const job: Job = {
      model: model.right,
      plan,
      seed,
      train: rows,
      validation,
      epochs,
      batchSize,
      ...(stopping === undefined ? {} : { stopping }),
    }
    if (!values.json)
      terminal.tell(`training ${file.right.name}: ${rows.length} rows, ${plan.total} steps, engine ${engine.name}`)
    const start = performance.now()
    const outcome = await runTraining(job, engine, terminal, values.json)
    const trained: Trained = { spec: spec.right, name: file.right.name, job, prepared: prepared.right, outcome, engine }
    const saved = await save(registry, workplace.right, trained)
    if (Either.isLeft(saved)) return fail(saved.left)
    if (!values.json)
      terminal.tell(
        `${outcome.ending} after ${outcome.history.length} epochs in ${duration((performance.now() - start) / 1000)}; the weights are those of step ${outcome.state.step}`,
      )
    if (outcome.fault !== undefined) return fail([outcome.fault])
    await report(trained, path, terminal, values.json)
    if (!values.json) terminal.print(`run written to ${path}`)
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
