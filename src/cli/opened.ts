import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../codec/index.ts'
import type { Dataset, SourceSpec } from '../data/index.ts'
import { take } from '../data/index.ts'
import { load } from '../data/files/index.ts'
import type { Session } from '../engines/index.ts'
import { inferencePlan, preprocess } from '../fitted/index.ts'
import { library } from '../format/index.ts'
import { fitToModel, stepsPerEpoch } from '../training/index.ts'
import { count, json, operand, words } from './parser.ts'
import type { EngineValues } from './engine.ts'
import { chooseEngine, engineOptions } from './engine.ts'
import type { Run } from './runDirectory.ts'
import { readRun } from './runDirectory.ts'
import { layersOption, readLayers } from './layersFile.ts'
import type { Terminal } from './terminal.ts'

/** What every command over a run directory takes. */
export const runOptions = {
  run: operand('RUN', 'A run directory that isthmus train wrote.'),
  data: words('--data', 'FILE', 'A CSV file with the columns of the training data; the run’s own data by default.'),
  layers: layersOption,
  label: words('--label', 'COLUMN', 'A column that holds labels.'),
  rows: count('--rows', 'Only the first so many rows.'),
  ...engineOptions,
  json,
}

/** The values of those options. */
export interface RunValues extends EngineValues {
  readonly run: string
  readonly data: string | undefined
  readonly layers: string | undefined
  readonly label: string | undefined
  readonly rows: number | undefined
  readonly json: boolean
}

/** A run with a session to ask it things. */
export interface OpenRun {
  readonly run: Run
  readonly session: Session
}

/** The length that the schedules of the loss had. */
const stepsOf = ({ spec: { epochs, batchSize }, record }: Run): number =>
  epochs * stepsPerEpoch(record.rows['train'] ?? 1, batchSize)

export const openRun = async (values: RunValues, terminal: Terminal): Promise<Either.Either<Faults, OpenRun>> => {
  const known = await readLayers(library, values.layers)
  if (Either.isLeft(known)) return known
  const run = await readRun(known.right.registry, values.run)
  if (Either.isLeft(run)) return run
  const engine = await chooseEngine(values, terminal)
  return Either.right({
    run: run.right,
    session: await engine.open(run.right.model, inferencePlan(stepsOf(run.right))),
  })
}

/** Where a command's rows come from: the file that is given, with the run's columns, or the run's own source. */
const sourceFor = ({ spec, record, model }: Run, { data, label }: RunValues): SourceSpec => {
  if (data === undefined) return label === undefined ? spec.data : { ...spec.data, label }
  const { path: _, label: trained, columns: _columns, source: _source, rows: _rows, ...settings } = spec.data
  const isTold = model.condition !== undefined && model.condition.spec.columns === undefined
  const name = label ?? (isTold ? trained : undefined)
  return {
    ...(spec.data.source === 'csv' ? settings : {}),
    source: 'csv',
    path: data,
    ...(record.columns === undefined ? {} : { columns: record.columns }),
    ...(name === undefined ? {} : { label: name }),
  }
}

/** The rows a command works on: as they are in the file, and as the model sees them. */
export interface Rows {
  readonly raw: Dataset
  readonly scaled: Dataset
}

export const readRows = async ({ run }: OpenRun, values: RunValues): Promise<Either.Either<Faults, Rows>> => {
  const loaded = await load(sourceFor(run, values))
  if (Either.isLeft(loaded)) return loaded
  const { data, test } = loaded.right
  const { preprocessing: fitted, conditionPreprocessing: fittedCondition = [] } = run.record
  return Either.map((sized: Dataset): Rows => {
    const raw = take(sized, values.rows ?? sized.length)
    return { raw, scaled: preprocess({ fitted, fittedCondition }, raw) }
  })(fitToModel(run.model, test ?? data))
}
