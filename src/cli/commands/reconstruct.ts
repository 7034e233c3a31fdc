import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset } from '../../data/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { invertAll } from '../../preprocessing/index.ts'
import { product } from '../../tensor/shape.ts'
import { infer } from '../../training/index.ts'
import type { OpenRun, RunValues } from '../opened.ts'
import { openRun, readRows, runOptions } from '../opened.ts'
import type { OutValues } from '../output.ts'
import { outOptions, place, writeRows } from '../output.ts'
import { command } from '../parser.ts'
import type { ExitCode, Terminal } from '../terminal.ts'
import { refuse } from '../terminal.ts'

/** What the model makes of rows, in the units of the file. */
export const reconstructed = async ({ run, session }: OpenRun, scaled: Dataset): Promise<HostTensor> => {
  const output = await infer(session, 'reconstruct', run.weights, scaled)
  const { mask: _, ...known } = scaled
  const back = invertAll(run.record.preprocessing, { ...known, values: Float32Array.from(output.data) })
  return { data: back.values, shape: [scaled.length, product(scaled.sizes)] }
}

/** The names of the columns of a data set. */
export const columnNames = ({ columns, sizes }: Dataset): ReadonlyArray<string> =>
  columns ?? Array.from({ length: product(sizes) }, (_, i) => `x.${i}`)

const reconstruct = async (values: RunValues & OutValues, terminal: Terminal): Promise<ExitCode> => {
  const opened = await openRun(values, terminal)
  if (Either.isLeft(opened)) return refuse(terminal, opened.left, values.json)
  const rows = await readRows(opened.right, values)
  if (Either.isLeft(rows)) return refuse(terminal, rows.left, values.json)
  const output = await reconstructed(opened.right, rows.right.scaled)
  const written = await writeRows(place(values, 'reconstructions.csv'), output, columnNames(rows.right.raw))
  if (Either.isLeft(written)) return refuse(terminal, written.left, values.json)
  const [n] = output.shape
  terminal.print(
    values.json ? JSON.stringify({ rows: n, path: written.right }) : `${n} reconstructions written to ${written.right}`,
  )
  return 0
}

export const reconstructParser = command(
  {
    name: 'reconstruct',
    brief: 'Write what the autoencoder makes of every row, in the units of the data; missing cells are filled in.',
    examples: [
      'isthmus reconstruct runs/mnist --rows 100 --out digits.npy',
      'isthmus reconstruct runs/wine --data wine.csv --out back.csv',
    ],
  },
  { ...runOptions, ...outOptions },
  reconstruct,
)
