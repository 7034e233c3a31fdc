import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { interpolateRunTask } from '../../node/generateRun.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import { generatedOut, numbersIn, numbersOut } from '../generated.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, count, flag, words } from '../parser.ts'
import { destination, openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends Omit<RunValues, 'rows'>, OutValues {
  readonly rows: string | undefined
  readonly steps: number | undefined
  readonly spherical: boolean
}

const interpolate = (values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { rows, steps, spherical, data, target, label, id } = values
  return pipe(
    destination(values, 'interpolation', 'tensor'),
    TaskEither.bindTo('to'),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.bind('made', ({ run }) => {
      const options = {
        data,
        target,
        label,
        id,
        onNotice: terminal.log,
        ...present({ chosen: rows === undefined ? undefined : numbersIn(rows), steps }),
        ...(spherical ? { spherical } : {}),
      }
      return withStatusTask(terminal, 'interpolating', interpolateRunTask(run, options))
    }),
    TaskEither.bind('path', ({ to, run, made }) =>
      writeRows(
        to,
        generatedOut(run.model, made.rows, {
          before: [numbersOut('position', made.positions)],
          across: made.steps,
        }),
      ),
    ),
    TaskEither.map(({ made, path }) => ({
      lines: [
        `${counted(made.positions.length, 'row')} written to ${path}: ${made.steps} from each row to the next, ends included`,
      ],
      json: { rows: made.positions.length, steps: made.steps, path },
    })),
  )
}

const { rows: _rows, ...options } = runOptions

export const interpolateCommand = command(
  [
    'isthmus interpolate runs/vae --rows 3,8 --steps 10 --out between.png',
    'isthmus interpolate runs/vae --rows 3,8,12 --spherical --out between.png',
  ],
  {
    ...options,
    ...outOptions(endingsFor('tensor')),
    rows: words('--rows', 'VALUE', 'The numbers of the rows, from 1 on, with commas between them; 1,2 by default.'),
    steps: count('--steps', 'How many rows from one to the next, both included; 10 by default.', { min: 2 }),
    spherical: flag(
      '--spherical',
      'Go along the arc between the directions of the codes; codes on a sphere always do.',
    ),
  },
  interpolate,
)
