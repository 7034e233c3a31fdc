import { counted } from '../../codec/index.ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../../data/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { callModel } from '../../node/engine.ts'
import type { RowNames } from '../../node/writeFile.ts'
import { writeRows } from '../../node/writeFile.ts'
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

/** Rows as a matrix, one row each. */
export const asMatrix = ({ data, shape: [length = 0, ...sizes] }: HostTensor): HostTensor => ({
  data,
  shape: [length, product(sizes)],
})

/** The names of the columns and rows of a data set, and what the columns hold. */
export const namesOf = ({ columns, sizes, ids, schema }: RawDataset): RowNames => ({
  columns: columns ?? Array.from({ length: product(sizes) }, (_, i) => `x.${i}`),
  ids,
  schema,
})

/** The rows with the model's values in place of the missing ones. */
const filled = ({ values, mask }: RawDataset, { data, shape }: HostTensor): HostTensor => ({
  shape,
  data: mask === undefined ? values : values.map((value, at) => (mask[at] === 0 ? (data[at] ?? 0) : value)),
})

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
    TaskEither.bind('path', ({ to, rows, output }) => {
      const matrix = asMatrix(output)
      return writeRows(to, values.fill ? filled(rows, matrix) : matrix, namesOf(rows))
    }),
    TaskEither.map(({ rows, path }) => ({
      lines: [sentence(values, rows, path)],
      json: { rows: rows.length, path, ...(values.fill ? { filled: countMissing(rows) } : {}) },
    })),
  )

export const reconstructParser = command(
  {
    name: 'reconstruct',
    brief:
      'Write the reconstruction of every row, in the units of the data: the model’s value for every cell, known or missing. With --fill, only missing cells get the model’s value.',
    examples: [
      'isthmus reconstruct runs/mnist --rows 100 --out digits.npy',
      'isthmus reconstruct runs/wine --data wine.csv --out back.csv',
      'isthmus reconstruct runs/wine --data gaps.csv --fill --out complete.csv',
    ],
  },
  {
    ...runOptions,
    ...outOptions('.csv or .npy'),
    fill: flag('--fill', 'Keep known cells as they are and fill in only the missing ones.'),
  },
  reconstruct,
)
