import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  adam,
  autoencoder,
  batchNorm,
  conv1d,
  dense,
  dropout,
  engines,
  experiment,
  flatten,
  gaussian,
  input,
  kl,
  combine,
  mse,
  csv,
  oneCycle,
  pipe,
  relu,
  reshape,
  summed,
  tanh,
} from '../../src/index.ts'
import type { Faults } from '../../src/codec/index.ts'
import type { FitSpec } from '../../src/fitted/index.ts'
import { fit, fitEnsemble, fitEnsembleEither } from '../../src/fitted/index.ts'

const width = 4

const faultsOf = (result: Either.Either<Faults, unknown>) => (Either.isLeft(result) ? result.left : [])

const rows = Array.from({ length: 53 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(2 * i), (i % 7) / 7])

const training = {
  data: csv('unused.csv'),
  split: { validation: 0.2 },
  optimiser: adam(oneCycle({ peak: 0.02 })),
  epochs: 4,
  batchSize: 16,
}

const specs: Readonly<Record<string, FitSpec>> = {
  'noise, batch norm and a short last minibatch': experiment({
    model: autoencoder({
      encoder: pipe(input([width]), dropout(0.2), dense(6), batchNorm(), tanh, gaussian(2)),
      decoder: pipe(input([2]), dense(6), relu, dense(width)),
      loss: combine(summed(mse), kl),
    }),
    ...training,
  }),
  'convolutions, early stopping': experiment({
    model: autoencoder({
      encoder: pipe(input([width]), reshape([1, width]), conv1d(3, { kernel: 2 }), relu, flatten, dense(2)),
      decoder: pipe(input([2]), dense(width)),
      loss: mse,
    }),
    ...training,
    epochs: 12,
    stopping: { patience: 1 },
  }),
}

const close = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)

describe('an ensemble', () => {
  for (const [what, spec] of Object.entries(specs))
    for (const name of ['native', 'reference'] as const)
      it(`has members that come out as each fitted alone, on ${name}: ${what}`, async () => {
        const options = { engine: await engines[name]({ threads: 1, dtype: 'float64' }), seed: 3 }
        const models = await fitEnsemble(spec, rows, { ...options, members: 3 })
        expect(models).toHaveLength(3)
        for (const [member, model] of models.entries()) {
          const alone = await fit(spec, rows, { ...options, seed: 3 + member })
          expect(model.history.map(({ epoch }) => epoch)).toEqual(alone.history.map(({ epoch }) => epoch))
          expect(model.provenance.ending).toBe(alone.provenance.ending)
          const [ours, theirs] = [await model.reconstruct(rows), await alone.reconstruct(rows)]
          expect(close(ours.data, theirs.data)).toBeLessThan(1e-4)
          for (const [i, { train, validation }] of alone.history.entries()) {
            expect(model.history[i]?.train).toBeCloseTo(train, 6)
            expect(model.history[i]?.validation).toBeCloseTo(validation ?? Number.NaN, 6)
          }
        }
      })

  it('takes a step of all members in one graph', async () => {
    const graphs: Array<string> = []
    const engine = await engines.native({ threads: 1, onGraph: (name) => void graphs.push(name) })
    const [spec = {}] = Object.values(specs)
    await fitEnsemble(spec, rows, { engine, members: 4, epochs: 1 })
    expect(graphs.filter((name) => name.startsWith('train'))).toEqual(['train-4x-16', 'train-4x-10'])
  })

  it('reports progress by member, and stops all when it is aborted', async () => {
    const controller = new AbortController()
    const seen = new Set<number>()
    const [spec = {}] = Object.values(specs)
    const models = await fitEnsemble(spec, rows, {
      engine: 'native',
      members: 2,
      epochs: 500,
      signal: controller.signal,
      onProgress: (progress, member) => {
        seen.add(member)
        if (progress.kind === 'epoch' && progress.epoch === 2) controller.abort()
      },
    })
    expect(seen).toEqual(new Set([0, 1]))
    expect(models.map(({ provenance }) => provenance.ending)).toEqual(['interrupted', 'interrupted'])
  })

  it('says what is wrong with the rows or the number of members, and waits for nobody', async () => {
    const [spec = {}] = Object.values(specs)
    const wrong = await fitEnsembleEither(spec, [[1, 2]], { engine: 'reference', members: 3 })
    expect(faultsOf(wrong)[0]?.where).toContain('data')
    const none = await fitEnsembleEither(spec, rows, { members: 0 })
    expect(faultsOf(none)[0]?.expected).toContain('from 1 to 1024')
    await expect(fitEnsemble(spec, [], { engine: 'reference', members: 2 })).rejects.toThrow('data')
  })
})
