import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import type { State } from '../../src/engines/index.ts'
import type { Autoencoder } from '../../src/index.ts'
import {
  adam,
  autoencoder,
  codebook,
  combine,
  commitment,
  dense,
  engines,
  input,
  mse,
  pipe,
  relu,
  summed,
  vectorQuantiser,
  weighted,
} from '../../src/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { rowsOf } from '../../src/training/batches.ts'
import * as Named from '../../src/tensor/named.ts'
import { initialState } from '../../src/training/index.ts'
import { jobFor, minibatchesOf } from '../engines/jobs.ts'

const [width, size, codes, length] = [6, 3, 32, 1024]

/** Rows around forty points. */
const data: Dataset = (() => {
  const normal = (name: string, n: number) => draw(path(stream(4), name), n, { kind: 'normal' })
  const [centres, noise] = [normal('centres', 40 * width), normal('noise', length * width)]
  const values = Float32Array.from(noise, (e, k) => {
    const [n, j] = [Math.floor(k / width), k % width]
    return (centres[(n % 40) * width + j] ?? 0) + 0.1 * e
  })
  return { sizes: [width], length, values }
})()

const encoder = pipe(input([width]), dense(24), relu, dense(size))
const decoder = pipe(input([size]), dense(24), relu, dense(width))

/** A model whose codebook learns in one of its ways, and restarts codes that are used less than a share. */
const modelWith = (learning: 'average' | 'gradient', restart: number): Autoencoder => {
  const settings = { restart, decay: 0.9 }
  const loss = combine(summed(mse), weighted(0.25, commitment))
  return learning === 'average'
    ? autoencoder({ encoder: pipe(encoder, vectorQuantiser(codes, settings)), decoder, loss })
    : autoencoder({
        encoder: pipe(encoder, vectorQuantiser(codes, { ...settings, learning: 'gradient' })),
        decoder,
        loss: combine<'unquantised' | 'quantised' | 'chosen'>(loss, codebook),
      })
}

/** A codebook that has collapsed: all codes but the first are where no row will ever be, and have been used. */
const collapsed = (buffers: State['buffers']): State['buffers'] =>
  Named.map(buffers, ({ shape, data: values }, name) => {
    const isPlace = name.endsWith('.codes') || name.endsWith('.sum')
    return { shape, data: values.map((_, i) => (isPlace ? (i < size ? 0 : 100) : 1)) }
  })

/** The share of the codes that stand for some row after training. */
const alive = async (learning: 'average' | 'gradient', restart: number, from: typeof collapsed): Promise<number> => {
  const job = jobFor(modelWith(learning, restart), adam(0.01), { train: data, epochs: 25, batchSize: 64 })
  const engine = await engines.native({ threads: 1 })
  const session = await engine.open(job.model, job.plan)
  const first = initialState(job.model, job.plan, job.seed, engine.dtype)
  const start = { ...first, buffers: from(first.buffers) }
  const { state } = await session.train(start, rowsOf(data), minibatchesOf(job))
  const found = await session.infer('encode', state, rowsOf(data))
  const chosen = Array.from({ length }, (_, n) => found.data.slice(size * n, size * (n + 1)).join())
  return new Set(chosen).size / codes
}

describe.each(['average', 'gradient'] as const)('a codebook that learns by its %s', (learning) => {
  it('keeps at least 80 % of its codes alive', async () =>
    expect(await alive(learning, 0.05, (buffers) => buffers)).toBeGreaterThanOrEqual(0.8))

  it('comes back to that from a collapse, and does not without restarts', async () => {
    expect(await alive(learning, 0.05, collapsed)).toBeGreaterThanOrEqual(0.8)
    expect(await alive(learning, 0, collapsed)).toBeLessThanOrEqual(0.1)
  })
})
