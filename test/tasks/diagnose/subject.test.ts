import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../../src/data/index.ts'
import {
  autoencoder,
  categoricalLikelihood,
  classes,
  conditioned,
  conv1d,
  conv2d,
  convTranspose2d,
  dense,
  embedding,
  flatten,
  input,
  klUniform,
  combine,
  mse,
  pipe,
  powerSpherical,
  relu,
  reshape,
} from '../../../src/index.ts'
import { diagnoses } from '../../../src/tasks/index.ts'
import type { Inference } from '../../../src/tasks/index.ts'
import { byHand, normalRows, reportOf } from './sick.ts'

const shaped = (sizes: ReadonlyArray<number>): Dataset => ({
  ...normalRows(
    40,
    sizes.reduce((a, b) => a * b, 1),
  ),
  sizes,
})

const kind = classes('a', 'b')
const labelled: Dataset = {
  ...normalRows(40, 4),
  condition: { kind: 'classes', width: 2, values: Float32Array.from({ length: 80 }, (_, i) => ((i >> 1) + i) % 2) },
}
const words: Dataset = { sizes: [5], length: 40, values: Float32Array.from({ length: 200 }, (_, i) => (i * 7) % 9) }

const kinds: Readonly<Record<string, () => Promise<Inference>>> = {
  images: () =>
    byHand(
      autoencoder({
        encoder: pipe(input([1, 4, 4]), conv2d(3, { kernel: 3, padding: 'same' }), relu, flatten, dense(2)),
        decoder: pipe(input([2]), dense(12), reshape([3, 2, 2]), convTranspose2d(1, { kernel: 2, stride: 2 })),
        loss: mse,
      }),
      shaped([1, 4, 4]),
    ),
  signals: () =>
    byHand(
      autoencoder({
        encoder: pipe(input([1, 6]), conv1d(3, { kernel: 3, padding: 'same' }), relu, flatten, dense(2)),
        decoder: pipe(input([2]), dense(6), reshape([1, 6])),
        loss: mse,
      }),
      shaped([1, 6]),
    ),
  conditional: () =>
    byHand(
      autoencoder({
        condition: kind,
        encoder: pipe(input([4]), conditioned(kind), dense(2)),
        decoder: pipe(input([2]), conditioned(kind), dense(4)),
        loss: mse,
      }),
      labelled,
    ),
  spherical: () =>
    byHand(
      autoencoder({
        encoder: pipe(input([4]), powerSpherical(3)),
        decoder: pipe(input([3]), dense(4)),
        loss: combine(mse, klUniform),
      }),
      normalRows(40, 4),
    ),
  words: () =>
    byHand(
      autoencoder({
        encoder: pipe(input([5]), embedding(9, 3), flatten, dense(2)),
        decoder: pipe(input([2]), dense(45), reshape([5, 9])),
        loss: categoricalLikelihood(9),
      }),
      words,
    ),
}

describe('every diagnosis runs on models of every kind', () => {
  it.each(Object.entries(kinds))('%s', async (_, make) => {
    const { findings, passed, skipped } = await reportOf(await make())
    const said = new Set([
      ...findings.map(({ fault }) => fault),
      ...passed,
      ...skipped.map(({ diagnosis }) => diagnosis),
    ])
    expect([...said].toSorted()).toEqual(Object.keys(diagnoses).toSorted())
    for (const { where, expected, found } of findings)
      expect(`${where} ${expected} ${found}`).not.toMatch(/NaN|undefined/)
  })
})
