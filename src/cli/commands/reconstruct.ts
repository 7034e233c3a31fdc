import { counted } from '../../codec/index.ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../../data/index.ts'
import { targetRows } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { FittedModel, Reconstruction } from '../../fitted/index.ts'
import { callModel } from '../../node/engine.ts'
import { writeRows } from '../../node/writeFile.ts'
import type { NamedRows, RowsOut } from '../../node/writers/index.ts'
import { endingsFor, tensorOut } from '../../node/writers/index.ts'
import { product } from '../../tensor/shape.ts'
import type { OutValues, RunValues } from '../options.ts'
import { outOptions, runOptions } from '../options.ts'
import { command, flag } from '../parser.ts'
import { ready } from '../run.ts'
import { withStatus } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly fill: boolean
}

/** The names of the columns of a data set. */
const columnNames = ({ columns, sizes }: RawDataset): ReadonlyArray<string> =>
  columns ?? Array.from({ length: product(sizes) }, (_, i) => `x.${i}`)

/** What a model gives as rows to write: under the names of the target's columns, if there is one. */
export const rowsOut = (
  { trained }: FittedModel,
  output: Reconstruction,
  rows: RawDataset,
  named: NamedRows,
): RowsOut => {
  const like = trained.preprocessing.fittedTarget === undefined ? rows : targetRows(rows)
  return tensorOut(output, output.columns ?? columnNames(like), named, like.schema)
}

/** The rows with the model's values in place of the missing ones. */
const filled = ({ values, mask, texts = [], schema = [] }: RawDataset, output: Reconstruction): Reconstruction => {
  const { data, shape } = output
  const made = output.texts ?? []
  const given = (at: number): number =>
    (schema[at % schema.length]?.kind === 'text' ? texts.length : 0) + (data[at] ?? 0)
  return {
    shape,
    data: mask === undefined ? values : values.map((value, at) => (mask[at] === 0 ? given(at) : value)),
    texts: [...texts, ...made],
  }
}

const countMissing = ({ mask }: RawDataset): number =>
  mask?.reduce((count, known) => count + (known === 0 ? 1 : 0), 0) ?? 0

const sentence = ({ fill }: Values, rows: RawDataset, path: string): string =>
  fill
    ? `${counted(rows.length, 'row')} with ${counted(countMissing(rows), 'missing cell')} filled in written to ${path}`
    : `reconstructions of ${counted(rows.length, 'row')} written to ${path}`

const reconstruct = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    ready(values, terminal, values.fill ? 'filled' : 'reconstructions'),
    TaskEither.bind('output', ({ run, rows }) =>
      callModel(() =>
        withStatus(terminal, `reconstructing ${counted(rows.length, 'row')}`, () => run.model.reconstruct(rows)),
      ),
    ),
    TaskEither.bind('path', ({ to, run, rows, output, named }) => {
      const written = values.fill ? filled(rows, output) : output
      return writeRows(to, rowsOut(run.model, written, rows, named))
    }),
    TaskEither.map(({ rows, path }) => ({
      lines: [sentence(values, rows, path)],
      json: { rows: rows.length, path, ...(values.fill ? { filled: countMissing(rows) } : {}) },
    })),
  )

export const reconstructCommand = command(
  [
    'isthmus reconstruct runs/mnist --rows 100 --out digits.npy',
    'isthmus reconstruct runs/wine --data wine.csv --out back.csv',
    'isthmus reconstruct runs/wine --data gaps.csv --fill --out complete.csv',
  ],
  {
    ...runOptions,
    ...outOptions(endingsFor('tensor')),
    fill: flag('--fill', 'Keep known cells as they are and fill in only the missing ones.'),
  },
  reconstruct,
)
