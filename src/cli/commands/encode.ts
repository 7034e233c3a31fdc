import { counted } from '../../codec/index.ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { callModel } from '../../node/engine.ts'
import { writeRows } from '../../node/writeFile.ts'
import { endingsFor, tensorOut } from '../../node/writers/index.ts'
import { product } from '../../tensor/shape.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command } from '../parser.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

const encode = (values: RunValues & OutValues, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    ready(values, terminal, 'codes'),
    TaskEither.bind('codes', ({ run, rows }) =>
      callModel(() => withStatus(terminal, `encoding ${counted(rows.length, 'row')}`, () => run.model.encode(rows))),
    ),
    TaskEither.bind('width', ({ run }) => TaskEither.right(product(run.model.model.code))),
    TaskEither.bind('path', ({ to, codes, width, named }) => {
      const names = Array.from({ length: width }, (_, i) => `code.${i}`)
      return writeRows(to, tensorOut(codes, names, named))
    }),
    TaskEither.map(({ rows, width, path }) => ({
      lines: [`codes of ${counted(rows.length, 'row')}, ${counted(width, 'number')} each, written to ${path}`],
      json: { rows: rows.length, columns: width, path },
    })),
  )

export const encodeCommand = command(
  ['isthmus encode runs/mnist --out codes.npy', 'isthmus encode runs/wine --data wine.csv --out codes.csv'],
  { ...runOptions, ...outOptions(endingsFor('tensor')) },
  encode,
)
