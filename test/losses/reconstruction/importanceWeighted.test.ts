import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import type { Dataset } from '../../../src/data/index.ts'
import type { Autoencoder, Engine } from '../../../src/index.ts'
import {
  autoencoder,
  bce,
  combine,
  dense,
  elaborate,
  engines,
  fourierFeatures,
  gaussian,
  importanceWeighted,
  input,
  kl,
  library,
  mse,
  pipe,
  residual,
  summed,
  totalCorrelation,
  weightNorm,
} from '../../../src/index.ts'
import { reference } from '../../../src/engines/index.ts'
import { stream } from '../../../src/random/index.ts'
import type { Model } from '../../../src/model/index.ts'
import { boundFault } from '../../../src/model/index.ts'
import { draw } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { boundOf } from '../../../src/training/index.ts'
import { estimate } from '../../layers/run.ts'

const modelOf = (spec: Autoencoder): Model => {
  const model = elaborate(library, spec)
  if (Either.isLeft(model)) throw new Error(drawFaults(model.left))
  return model.right
}

const why = (spec: Pick<Autoencoder, 'encoder' | 'decoder' | 'loss'>): string => {
  const model = elaborate(library, spec)
  return Either.isLeft(model) ? drawFaults(model.left) : 'it builds'
}

const plan = { optimiser: [], total: 1 }
const tensor = (shape: ReadonlyArray<number>, ...data: ReadonlyArray<number>) => ({
  shape,
  data: Float64Array.from(data),
})

/**
 * x = z·w + noise of variance ½, so that x is normal: its density is known. The encoder is not the true posterior.
 */
const w = [1, -0.5] as const
const linear = modelOf(
  autoencoder({
    encoder: pipe(input([2]), gaussian(1)),
    decoder: pipe(input([1]), dense(2)),
    loss: combine(summed(mse), kl),
  }),
)
const weights = {
  parameters: {
    'encoder.0.weight': tensor([2, 2], 0.5, 0, -0.25, 0),
    'encoder.0.bias': tensor([2], 0.2, -0.75),
    'decoder.0.weight': tensor([1, 2], ...w),
    'decoder.0.bias': tensor([2], 0, 0),
  },
  buffers: {},
}

/** log N(x; 0, w·wᵀ + ½ I) without the constants ½ log π that the squared error leaves out. */
const logDensity = (x: number, y: number): number => {
  const [a, b, c] = [w[0] ** 2 + 0.5, w[0] * w[1], w[1] ** 2 + 0.5]
  const determinant = a * c - b * b
  const square = (c * x * x - 2 * b * x * y + a * y * y) / determinant
  return -square / 2 - Math.log(determinant) / 2 - Math.log(2 * Math.PI) + Math.log(Math.PI)
}

const rows: Dataset = {
  sizes: [2],
  length: 40,
  values: Float32Array.from(draw(stream(2), 80, { kind: 'normal' })),
}

/** One row many times: what is drawn for each is its own, so that their mean is near the expectation. */
const point = [0.7, -0.2] as const
const again: Dataset = {
  sizes: [2],
  length: 4000,
  values: Float32Array.from({ length: 8000 }, (_, i) => point[i % 2] ?? 0),
}

const boundBy = async (engine: Engine, samples: number, data = rows): Promise<Float64Array> =>
  boundOf(await engine.open(linear, plan), linear, weights, data, { samples })

describe('the importance-weighted bound', () => {
  it('tightens with the number of samples, towards the density itself: in expectation, beyond its error', async () => {
    const exact = logDensity(...point)
    const bounds: Array<Float64Array> = []
    for (const samples of [1, 2, 5, 20]) bounds.push(await boundBy(reference('float64'), samples, again))
    for (const [i, bound] of bounds.entries()) {
      const gap = estimate(Array.from(bound, (value) => exact - value))
      expect(gap.mean).toBeGreaterThan(gap.error)
      const before = bounds[i - 1]
      if (before === undefined) continue
      const gain = estimate(Array.from(bound, (value, row) => value - (before[row] ?? Number.NaN)))
      expect(gain.mean).toBeGreaterThan(gain.error)
    }
    const close = estimate(await boundBy(reference('float64'), 2000, { ...again, length: 200 }))
    expect(Math.abs(exact - close.mean)).toBeLessThan(close.error)
    expect(close.error).toBeLessThan(0.01)
  })

  it('of a row does not depend on the rows beside it, and engines agree', async () => {
    const all = await boundBy(reference('float64'), 130)
    const some = await boundBy(reference('float64'), 130, { sizes: [2], length: 7, values: rows.values.slice(0, 14) })
    expect(some).toEqual(all.slice(0, 7))
    const compiled = await boundBy(await engines.native({ threads: 1 }), 130)
    all.forEach((value, row) => expect(Math.abs(value - (compiled[row] ?? 0))).toBeLessThan(1e-4))
  })

  it('is, by one sample, the variational bound in expectation: reconstruction and divergence', async () => {
    const single = estimate(await boundBy(reference('float64'), 1, again))
    const [[x, y], [m, s]] = [point, [0.2 + 0.35 + 0.05, -0.75]]
    const divergence = (m * m + Math.exp(s) - s - 1) / 2
    const misfit = (x - m) ** 2 + (y + m / 2) ** 2 + Math.exp(s) * (w[0] ** 2 + w[1] ** 2)
    expect(Math.abs(single.mean + misfit + divergence)).toBeLessThan(single.error)
    expect(single.error).toBeLessThan(0.06)
  })
})

describe('as a loss', () => {
  const encoder = pipe(input([2]), gaussian(1))
  const decoder = pipe(input([1]), dense(2))

  it('has the value that the bound has, negated', async () => {
    const model = modelOf(autoencoder({ encoder, decoder, loss: importanceWeighted(20, 'mse') }))
    const session = await reference('float64').open(model, plan)
    const { total } = await session.evaluate(weights, { x: { shape: [again.length, 2], data: again.values } })
    const { mean, error } = estimate(await boundBy(reference('float64'), 20, again))
    expect(Math.abs(total + mean)).toBeLessThan(2 * error)
    expect(error).toBeLessThan(0.02)
    const { gradients } = await session.valueAndGradient(
      weights,
      { x: { shape: [40, 2], data: rows.values } },
      {
        rows: Uint32Array.of(0, 1, 2),
        noise: {
          'encoder.0.normal': { shape: [3, 1], data: new Float64Array(3) },
          'loss.0.normal': { shape: [3, 20, 1], data: draw(stream(1), 60, { kind: 'normal' }) },
        },
      },
    )
    expect(Named.names(gradients).toSorted()).toEqual(Named.names(weights.parameters).toSorted())
  })

  it('needs the code itself to be Gaussian', () => {
    expect(why({ encoder: pipe(input([2]), dense(1)), decoder, loss: importanceWeighted(5, 'mse').terms })).toContain(
      'end the encoder with a Gaussian code',
    )
    const behind = pipe(input([2]), gaussian(3), dense(1))
    expect(why({ encoder: behind, decoder, loss: importanceWeighted(5, 'mse').terms })).toBe(
      'loss[0]: expected the code itself to have mean and logVariance, found that another layer than the last of the encoder exposes them (end the encoder with a Gaussian code, gaussian(…))',
    )
  })

  it('is not misled by another distribution in the decoder', () => {
    const own = pipe(input([1]), gaussian(3), dense(2))
    expect(
      why({ encoder: pipe(input([2]), dense(1)), decoder: own, loss: importanceWeighted(5, 'mse').terms }),
    ).toContain('found that another layer than the last of the encoder exposes them')
  })

  it('is had by models whose reconstruction is a likelihood', () => {
    const fault = (spec: Autoencoder): string => boundFault(modelOf(spec))?.expected ?? 'none'
    expect(fault(autoencoder({ encoder, decoder, loss: combine(summed(bce), kl) }))).toBe('none')
    expect(fault(autoencoder({ encoder, decoder, loss: combine(mse, kl) }))).toContain('log-likelihoods')
    expect(fault(autoencoder({ encoder, decoder, loss: kl }))).toContain('log-likelihoods')
    const plain = autoencoder({ encoder: pipe(input([2]), dense(1)), decoder, loss: summed(mse) })
    expect(fault(plain)).toBe('a Gaussian code')
    const wider = pipe(
      input([2]),
      weightNorm((net) => fourierFeatures(1)(gaussian(1)(net))),
    )
    const over = autoencoder({ encoder: wider, decoder: pipe(input([2]), dense(2)), loss: summed(bce) })
    expect(fault(over)).toBe('a Gaussian code')
    const added = pipe(
      input([2]),
      residual((net) => gaussian(2)(net)),
    )
    const beside = autoencoder({ encoder: added, decoder: pipe(input([2]), dense(2)), loss: summed(bce) })
    expect(fault(beside)).toBe('a Gaussian code')
  })

  it('is had too where a layer only computes the weights of the Gaussian code', () => {
    const within = pipe(
      input([2]),
      dense(3),
      weightNorm((net) => gaussian(1)(net)),
    )
    const model = modelOf(autoencoder({ encoder: within, decoder, loss: importanceWeighted(5, 'mse') }))
    expect(boundFault(model)).toBeUndefined()
  })

  it('does not take the Gaussian inside another layer for the code, wide as it may be', () => {
    const added = pipe(
      input([2]),
      residual((net) => gaussian(2)(net)),
    )
    for (const loss of [importanceWeighted(5, 'mse'), combine(mse, totalCorrelation)])
      expect(why({ encoder: added, decoder: pipe(input([2]), dense(2)), loss: loss.terms })).toContain(
        'found that a layer inside "residual" exposes them (end the encoder with a Gaussian code, gaussian(…))',
      )
  })
})
