import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { traverseRunTask } from '../../node/generateRun.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import { generatedOut, numbersIn, numbersOut } from '../generated.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, count, words } from '../parser.ts'
import { destination, openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends Omit<RunValues, 'rows' | 'label'>, OutValues {
  readonly row: number | undefined
  readonly entries: string | undefined
  readonly steps: number | undefined
  readonly condition: string | undefined
}

const traverse = (values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { row, entries, steps, condition, data, target, id } = values
  return pipe(
    destination(values, 'traversal', 'tensor'),
    TaskEither.bindTo('to'),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.bind('made', ({ run }) => {
      const chosen = entries === undefined ? undefined : numbersIn(entries)
      const options = {
        data,
        target,
        id,
        onNotice: terminal.log,
        ...present({ row, steps, entries: chosen, label: condition }),
      }
      return withStatusTask(terminal, 'traversing', traverseRunTask(run, options))
    }),
    TaskEither.bind('path', ({ to, run, made }) => {
      const each = Float64Array.from(made.values, (_, i) => made.entries[Math.floor(i / made.steps)] ?? Number.NaN)
      const before = [numbersOut('entry', each), numbersOut('value', made.values)]
      return writeRows(to, generatedOut(run.model, made.rows, { before, across: made.steps }))
    }),
    TaskEither.map(({ made, path }) => ({
      lines: [
        `${counted(made.values.length, 'row')} written to ${path}: ${made.steps} for each of ${counted(made.entries.length, 'entry of the code', 'entries of the code')}`,
      ],
      json: { rows: made.values.length, steps: made.steps, entries: made.entries, path },
    })),
  )
}

const { rows: _rows, label: _label, ...options } = runOptions

export const traverseCommand = command(
  [
    'isthmus traverse runs/vae --row 3 --entries 0,1,2 --steps 9 --out entries.png',
    'isthmus traverse runs/wine --steps 5 --out entries.csv',
  ],
  {
    ...options,
    ...outOptions(endingsFor('tensor')),
    row: count('--row', 'The number of the row whose code the others are about, from 1 on; the mean code by default.'),
    entries: words('--entries', 'VALUE', 'Entries of the code, from 0 on, with commas between them; all by default.'),
    steps: count('--steps', 'How many values each entry has; 9 by default.', { min: 2 }),
    condition: words('--condition', 'VALUE', 'The class of a conditional model, where no row is named.'),
  },
  traverse,
)
