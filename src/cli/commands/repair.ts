import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { keptColumnsTask } from '../../node/keptColumns.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import type { Bounds } from '../../tasks/index.ts'
import { present } from '../../tensor/present.ts'
import { boundsIn, namesIn } from '../names.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { amount, command, count, words } from '../parser.ts'
import { repairJson, repairLines } from '../repairs/lines.ts'
import type { RepairedRows } from '../repairs/table.ts'
import { repairedTable } from '../repairs/table.ts'
import type { Ready } from '../run.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly keep: string | undefined
  readonly fixed: string | undefined
  readonly bounds: string | undefined
  readonly alpha: number | undefined
  readonly top: number | undefined
}

const repaired = (
  { run, rows }: Ready,
  { fixed, alpha }: Values,
  bounds: Readonly<Record<string, Bounds>>,
  terminal: Terminal,
): FallibleTask<RepairedRows['repaired']> => {
  let state = `scoring ${counted(rows.length, 'row')}`
  const onRow = (done: number, odd: number): void => {
    state = `repaired ${done} of ${counted(odd, 'odd row')}`
  }
  const options = { bounds, fixed: namesIn(fixed), onRow, ...present({ alpha }) }
  return callModel(() =>
    withStatus(
      terminal,
      () => state,
      () => run.model.repair(rows, options),
    ),
  )
}

const outputOf = (found: RepairedRows, { top = 10, alpha = 0.01 }: Values, path: string): Output => {
  const { repairs } = found.repaired
  const failed = repairs.filter((one) => one.failed !== undefined).length
  return {
    lines: [...repairLines(found, alpha, top), `all rows, the odd ones repaired, are in ${path}`],
    json: {
      rows: found.repaired.rows.length,
      odd: repairs.length,
      repaired: repairs.length - failed,
      alpha,
      path,
      repairs: repairJson(found),
    },
  }
}

const repair = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromEither(boundsIn(values.bounds)),
    TaskEither.bindTo('bounds'),
    TaskEither.bind('ready', () => ready(values, terminal, 'repaired', 'table')),
    TaskEither.bind('kept', ({ ready: { run } }) => keptColumnsTask(run, values, namesIn(values.keep))),
    TaskEither.bind('repaired', ({ bounds, ready: given }) => repaired(given, values, bounds, terminal)),
    TaskEither.let('found', ({ repaired: done, kept, ready: { named } }): RepairedRows => ({
      repaired: done,
      kept,
      named,
    })),
    TaskEither.bind('path', ({ found, ready: { to } }) => writeRows(to, repairedTable(found))),
    TaskEither.map(({ found, path }) => outputOf(found, values, path)),
  )

export const repairCommand = command(
  [
    'isthmus repair runs/sensors --data odd.csv --keep id,city --fixed load --out repaired.csv',
    'isthmus repair runs/people --data odd.csv --fixed age --bounds income=0:9000 --alpha 0.05',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('table')),
    keep: words('--keep', 'COLUMNS', 'Columns of the file to copy into what is written: id,city.'),
    fixed: words('--fixed', 'COLUMNS', 'Columns that may not change, with commas between them.'),
    bounds: words(
      '--bounds',
      'TEXT',
      'The values that columns may have: age=18:99,income=0:9000; by default those that training saw.',
    ),
    alpha: amount('--alpha', 'A row is odd if its p-value is at most this, and normal above; 0.01 by default.', {
      min: 0,
      max: 1,
    }),
    top: count('--top', 'How many repairs to print; 10 by default.', { min: 0 }),
  },
  repair,
)
