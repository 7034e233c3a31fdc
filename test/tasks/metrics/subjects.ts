import * as Either from 'fp-ts/lib/Either.js'
import type { Dataset } from '../../../src/data/index.ts'
import { select, targetRows } from '../../../src/data/index.ts'
import { autoencoder, dense, elaborate, input, library, mse, pipe } from '../../../src/index.ts'
import type { Inference } from '../../../src/tasks/index.ts'
import { product } from '../../../src/tensor/shape.ts'

type Rows = ReadonlyArray<ReadonlyArray<number>>

/** What a model makes of one row. */
export interface Behaviour {
  readonly encode: (row: ReadonlyArray<number>) => ReadonlyArray<number>
  readonly decode: (code: ReadonlyArray<number>) => ReadonlyArray<number>
}

export const dataset = (rows: Rows, more: Partial<Dataset> = {}): Dataset => ({
  sizes: [rows[0]?.length ?? 0],
  length: rows.length,
  values: Float32Array.from(rows.flat()),
  ...more,
})

const modelOf = (width: number, code: number) => {
  const built = elaborate(
    library,
    autoencoder({ encoder: pipe(input([width]), dense(code)), decoder: pipe(input([code]), dense(width)), loss: mse }),
  )
  if (Either.isLeft(built)) throw new Error('it does not build')
  return built.right
}

const rowsOf = ({ values, sizes, length }: Dataset): Rows => {
  const width = product(sizes)
  return Array.from({ length }, (_, row) => [...values.subarray(row * width, (row + 1) * width)])
}

const tensor = (rows: Rows) => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
})

/** Rows with a model that behaves as it is told, without an engine. */
export const inference = (data: Dataset, behaviour: Behaviour): Inference => {
  const { encode, decode } = behaviour
  const rows = rowsOf(data)
  const output = () => rows.map((row) => decode(encode(row)))
  const losses = () =>
    output().map((row, n) => [row.reduce((sum, value, j) => sum + (value - (rows[n]?.[j] ?? 0)) ** 2, 0) / row.length])
  return {
    model: modelOf(product(data.sizes), encode(rows[0] ?? []).length),
    weights: { parameters: {}, buffers: {} },
    rows: data,
    target: targetRows(data),
    codes: async () => tensor(rows.map(encode)),
    output: async () => tensor(output()),
    losses: async () => tensor(losses()),
    bounds: async () => new Float64Array(data.length),
    posterior: async () => {
      throw new Error('the code of this model is not Gaussian')
    },
    decoderOutput: async (codes) => tensor(rowsOf(codes).map(decode)),
    decode: async (codes) => tensor(rowsOf(codes).map(decode)),
    of: (others) => inference(others, behaviour),
  }
}

/** Keeps the first `kept` entries and gives 0 for the others. */
export const keeping = (kept: number, width: number): Behaviour => ({
  encode: (row) => row.slice(0, kept),
  decode: (code) => Array.from({ length: width }, (_, j) => code[j] ?? 0),
})

/** The same data in another order. */
export const reordered = (data: Dataset, order: ArrayLike<number>): Dataset => select(data, order)
