import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted, failure } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { readCodesTask } from '../../node/readCodes.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor } from '../../node/writers/index.ts'
import { present } from '../../tensor/present.ts'
import { generatedOut } from '../generated.ts'
import type { OutValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, words } from '../parser.ts'
import type { ModelValues } from '../run.ts'
import { destination, openRun } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends ModelValues, OutValues {
  readonly codes: string | undefined
  readonly label: string | undefined
  readonly id: string | undefined
}

const withoutCodes = failure({
  fault: 'wrong usage',
  where: 'isthmus decode',
  expected: 'a file of codes: --codes FILE',
  found: 'none',
  remedy: 'isthmus encode RUN writes one',
})

const decode = (values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { codes, label, id } = values
  if (codes === undefined) return TaskEither.fromEither(withoutCodes)
  return pipe(
    destination(values, 'decoded', 'tensor'),
    TaskEither.bindTo('to'),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.bind('given', ({ run }) => readCodesTask(run, { codes, label, id })),
    TaskEither.bind('rows', ({ run, given }) =>
      callModel(() => withStatus(terminal, `decoding ${counted(given.length, 'code')}`, () => run.model.decode(given))),
    ),
    TaskEither.bind('path', ({ to, run, rows, given: { ids, labels } }) =>
      writeRows(to, generatedOut(run.model, rows, { named: present({ ids, labels, idName: id, labelName: label }) })),
    ),
    TaskEither.map(({ given, path }) => ({
      lines: [`rows of ${counted(given.length, 'code')} written to ${path}`],
      json: { rows: given.length, path },
    })),
  )
}

const { data: _data, target: _target, rows: _rows, ...options } = runOptions

export const decodeCommand = command(
  [
    'isthmus decode runs/wine --codes codes.npy --out rows.csv',
    'isthmus decode runs/vae --codes codes.csv --out digits.png',
  ],
  {
    ...options,
    ...outOptions(endingsFor('tensor')),
    codes: words('--codes', 'FILE', 'File of codes of any format, one a row, as isthmus encode writes them.'),
  },
  decode,
)
