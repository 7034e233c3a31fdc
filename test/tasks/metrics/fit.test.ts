import { describe, expect, it } from 'vitest'
import { draw, stream } from '../../../src/random/index.ts'
import { fitVerdict } from '../../../src/tasks/index.ts'

/** 200 losses around a mean, with a deviation of a tenth of it. */
const losses = (mean: number, seed: number): Float64Array =>
  draw(stream(seed), 200, { kind: 'normal' }).map((z) => mean * (1 + 0.1 * z))

const history = (validation: (epoch: number) => number) =>
  Array.from({ length: 100 }, (_, i) => ({ epoch: i + 1, train: 1 / (i + 1), validation: validation(i + 1) }))

describe('a verdict', () => {
  it('is overfitting since the epoch of the least validation loss, where there is a gap', () => {
    const evidence = { training: losses(1, 1), heldOut: losses(1.5, 2) }
    const risen = history((epoch) => 1 + ((epoch - 31) / 50) ** 2)
    expect(fitVerdict({ ...evidence, history: risen })).toMatchObject({
      verdict: 'overfits',
      summary: 'overfits since epoch 31',
      gap: expect.closeTo(0.5, 1),
    })
    expect(fitVerdict({ ...evidence, history: risen, epoch: 31 }).summary).toBe(
      'overfits since epoch 31, whose weights were kept',
    )
    expect(fitVerdict(evidence).summary).toBe('overfits: held-out rows are reconstructed worse than training rows')
  })

  it('is underfitting where the loss still falls, or PCA is better', () => {
    const evidence = { training: losses(1, 1), heldOut: losses(1, 2) }
    expect(fitVerdict({ ...evidence, history: history((epoch) => 1 / epoch) })).toMatchObject({
      verdict: 'underfits',
      summary: 'underfits: the loss was still falling when training ended',
    })
    expect(fitVerdict({ ...evidence, errors: { model: 2, pca: 1 } })).toMatchObject({ verdict: 'underfits' })
  })

  it('is a fit otherwise, also where a noisy gap may be chance', () => {
    const flat = history(() => 1)
    const fits = { verdict: 'fits', summary: 'fits: no gap between training and other rows' }
    expect(fitVerdict({ training: losses(1, 1), heldOut: losses(1, 2), history: flat })).toMatchObject(fits)
    const wild = [0.1, 4, 0.1, 0.1, 3]
    expect(fitVerdict({ training: wild, heldOut: [0.2, 4, 3, 0.1, 1.5], history: flat })).toMatchObject(fits)
  })

  it('of losses below 0 measures the gap by their spread', () => {
    const shifted = (mean: number, seed: number) => losses(1, seed).map((loss) => loss + mean - 1)
    const { gap, verdict } = fitVerdict({ training: shifted(-5, 1), heldOut: shifted(-4.9, 2) })
    expect(verdict).toBe('overfits')
    expect(gap).toBeGreaterThan(0.5)
  })
})
