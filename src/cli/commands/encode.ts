import * as Either from 'fp-ts/lib/Either.js'
import { product } from '../../tensor/shape.ts'
import { infer } from '../../training/index.ts'
import type { RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import type { OutValues } from '../output.ts'
import { outOptions, place, writeRows } from '../output.ts'
import { command } from '../parser.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

const encode = async (values: RunValues & OutValues, terminal: Terminal): Promise<ExitCode> => {
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return refuse(terminal, opened.left, values.json)
  const rows = await readRows(opened.right, values)
  if (Either.isLeft(rows)) return refuse(terminal, rows.left, values.json)
  const { run, session } = opened.right
  const codes = await infer(session, 'encode', run.weights, rows.right.scaled)
  const columns = Array.from({ length: product(run.model.code) }, (_, i) => `code.${i}`)
  const written = await writeRows(place(values, 'codes.csv'), codes, columns)
  if (Either.isLeft(written)) return refuse(terminal, written.left, values.json)
  const [n] = codes.shape
  terminal.print(
    values.json
      ? JSON.stringify({ rows: n, columns: columns.length, path: written.right })
      : `${n} codes of ${columns.length} written to ${written.right}`,
  )
  return 0
}

export const encodeParser = command(
  {
    name: 'encode',
    brief: 'Write the code of every row: dimensionality reduction and features.',
    examples: ['isthmus encode runs/mnist --out codes.npy', 'isthmus encode runs/wine --data wine.csv --out codes.csv'],
  },
  { ...runOptions, ...outOptions },
  encode,
)
