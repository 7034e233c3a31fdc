import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { load, sourceForFile } from '../data/files/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Run } from './openRun.ts'

export interface CodesOptions {
  /** The path of a file of codes, as `isthmus encode` writes them. */
  readonly codes: string
  /** The column of labels: the classes of a conditional model. */
  readonly label?: string | undefined
  /** The column that names the rows. */
  readonly id?: string | undefined
}

/** The columns code.0, code.1, … of a table, if it has all of them. */
const codeColumns = (data: RawDataset, width: number): RawDataset => {
  const own = product(data.sizes)
  const at = Array.from({ length: width }, (_, i) => data.columns?.indexOf(`code.${i}`) ?? -1)
  if (own === width || at.includes(-1)) return data
  const values = new Float64Array(data.length * width)
  for (let row = 0; row < data.length; row++)
    at.forEach((column, i) => (values[row * width + i] = data.values[row * own + column] ?? Number.NaN))
  const { labels, ids } = data
  return { length: data.length, sizes: [width], values, ...present({ labels, ids }) }
}

/** Reads codes for the decoder of a run from a file of any format. */
export const readCodesTask = (
  { registry, model: { model } }: Run,
  { codes, label, id }: CodesOptions,
): FallibleTask<RawDataset> =>
  pipe(
    sourceForFile(registry, codes),
    TaskEither.flatMap((source) => load(registry, { ...source, ...present({ label, id }) })),
    TaskEither.map(({ data, test }) => codeColumns(test ?? data, product(model.code))),
  )
