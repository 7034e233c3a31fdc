import { describe, expect, it } from 'vitest'
import type { SparseRows } from '../../src/data/index.ts'
import { denseRows, selectSparse } from '../../src/data/index.ts'
import type { FittedModel } from '../../src/fitted/index.ts'
import { fit } from '../../src/fitted/index.ts'
import { adam, autoencoder, dense, experiment, input, mnist, mse, pipe, relu } from '../../src/index.ts'
import { rejection } from './rows.ts'

const width = 40

/** Rows of counts, three or four entries other than 0 in each. */
const counts = (length: number): SparseRows => {
  const entries = Array.from({ length }, (_, row) =>
    [row % width, (3 * row + 7) % width, (row * row + 1) % width, 39]
      .filter((column, i, all) => all.indexOf(column) === i)
      .toSorted((a, b) => a - b),
  )
  const offsets = Uint32Array.from({ length: length + 1 }, (_, row) =>
    entries.slice(0, row).reduce((sum, { length: count }) => sum + count, 0),
  )
  const indices = Uint32Array.from(entries.flat())
  return { sizes: [width], length, csr: { offsets, indices, values: Float32Array.from(indices, (at) => (at % 5) + 1) } }
}

const all = (rows: SparseRows) =>
  denseRows(
    rows,
    Uint32Array.from({ length: rows.length }, (_, i) => i),
  )

const spec = experiment({
  model: autoencoder({
    encoder: pipe(input([width]), dense(8), relu, dense(3)),
    decoder: pipe(input([3]), dense(8), relu, dense(width)),
    loss: mse,
  }),
  data: mnist(),
  preprocessing: [],
  split: { validation: 0.2, test: 0.1, calibration: 0.2 },
  optimiser: adam(0.01),
  epochs: 3,
  batchSize: 16,
  // Sparse rows have this score alone.
  score: { score: 'reconstruction' },
})

const result = ({ trained: { weights, preprocessing, scores }, history, provenance }: FittedModel) => ({
  weights,
  preprocessing,
  scores,
  history,
  rows: provenance.rows,
})

describe('sparse rows', () => {
  for (const engine of ['reference', 'native'] as const)
    it(`train as their dense copy does, to the bit, on the ${engine} engine`, async () => {
      const rows = counts(200)
      const sparse = await fit(spec, rows, { engine })
      expect(result(sparse)).toEqual(result(await fit(spec, all(rows), { engine })))
    })

  it('become dense in the order that is asked for', () => {
    const rows = counts(30)
    const chosen = Uint32Array.of(7, 3, 29)
    expect(denseRows(rows, chosen)).toEqual(all(selectSparse(rows, chosen)))
    const { values } = denseRows(rows, chosen)
    expect(values.filter((value) => value !== 0)).toHaveLength(
      [7, 3, 29].reduce((sum, row) => sum + (rows.csr.offsets[row + 1] ?? 0) - (rows.csr.offsets[row] ?? 0), 0),
    )
  })

  it('that are chosen take the memory of their entries alone', () => {
    const { csr } = selectSparse(counts(200), Uint32Array.of(1, 2))
    const bytes = csr.offsets.byteLength + csr.indices.byteLength + csr.values.byteLength
    // Three offsets, and at most four entries a row of an index and a value.
    expect(bytes).toBeLessThanOrEqual(4 * 3 + 2 * 4 * 8)
  })

  it('whose arrays are wrong are refused', async () => {
    const rows = counts(20)
    const { csr } = rows
    const fault = (wrong: Partial<SparseRows['csr']>) =>
      rejection(fit(spec, { ...rows, csr: { ...csr, ...wrong } }, { engine: 'reference' }))
    expect(await fault({ offsets: csr.offsets.slice(1) })).toContain('21 numbers, for 20 rows')
    expect(await fault({ indices: csr.indices.map(() => width) })).toContain('a column below 40')
    expect(await fault({ values: csr.values.map(() => Number.NaN) })).toContain('a finite number')
  })
})
