import { counted } from '../../codec/index.ts'
import { isAbsolute, join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { library } from '../../format/index.ts'
import { readLayers } from '../../node/layersFile.ts'
import type { RunFiles } from '../../node/readRun.ts'
import { readRun } from '../../node/readRun.ts'
import { drawShape } from '../../tensor/shape.ts'
import { runOptions } from '../options.ts'
import { command, json } from '../parser.ts'
import { duration } from '../progress.ts'
import type { Output } from '../terminal.ts'

interface Values {
  readonly run: string
  readonly layers: string | undefined
  readonly json: boolean
}

const line = (name: string, value: string): string => `${name.padEnd(11)} ${value}`

/** The path of the data from the working directory; in old runs it starts there already. */
const dataOf = ({ path, record: { data }, isOld }: RunFiles): string => {
  if (data.path === undefined) return data.source
  return isOld || isAbsolute(data.path) ? data.path : join(path, data.path)
}

const linesOf = (run: RunFiles): ReadonlyArray<string> => {
  const {
    record,
    trained: { model },
    isOld,
  } = run
  const { data, rows, validation } = record
  const counts = Object.entries(rows).map(([part, count]) => `${count} ${part}`)
  const { scores, provenance } = run.trained
  return [
    line('run', record.name),
    line('model', `${drawShape(model.input)} → ${drawShape(model.code)} → ${drawShape(model.output)}`),
    line(
      'data',
      `${dataOf(run)}: ${counted(data.columns, 'column')}, ${counted(data.rows, 'row')} (${counts.join(', ')})`,
    ),
    line('trained', `${record.date}${isOld ? '' : ` in ${duration(record.seconds)}`}, engine ${record.engine}`),
    line('ending', `${record.ending} after ${counted(record.epochs, 'epoch')}`),
    line('weights', `of epoch ${record.epoch}, step ${record.step}`),
    ...(validation === undefined ? [] : [line('validation', `loss ${validation.toPrecision(6)}`)]),
    line('thresholds', `from ${counted(scores.length, `${provenance.scores ?? 'training'} row`)}`),
    line('isthmus', `${record.version}${isOld ? ', run directory of an earlier layout' : ''}`),
  ]
}

const show = ({ run, layers }: Values): FallibleTask<Output> =>
  pipe(
    readLayers(library, layers),
    TaskEither.flatMap(({ registry }) => readRun(registry, run)),
    TaskEither.map((files) => ({ lines: linesOf(files), json: files.record })),
  )

export const showCommand = command(
  ['isthmus show runs/mnist'],
  { run: runOptions.run, layers: runOptions.layers, json },
  show,
)
