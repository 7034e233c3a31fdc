import { describe, expect, it } from 'vitest'
import type { FittedModel } from '../../src/fitted/index.ts'
import { fit, open } from '../../src/fitted/index.ts'
import { adam, autoencoder, dense, experiment, input, mnist, mse, pipe, standard } from '../../src/index.ts'
import { curve, faultText, rejection } from './rows.ts'

const rows = curve(60)
/** Two numbers for each row, in other units. */
const target = rows.map(([a = 0, , c = 0]) => [10 * a, 500 * c - 3])

const model = autoencoder({
  encoder: pipe(input([3]), dense(2)),
  decoder: pipe(input([2]), dense(2)),
  target: [2],
  loss: mse,
})
const training = {
  data: mnist(),
  preprocessing: [standard()],
  optimiser: adam(0.05),
  epochs: 60,
  batchSize: 20,
}
const spec = experiment({ model, ...training })

const withoutProvenance = ({ trained: { weights, preprocessing, scores } }: FittedModel) => ({
  weights,
  preprocessing,
  scores,
})

describe('a target that is not the input', () => {
  for (const engine of ['reference', 'native'] as const)
    it(`is learnt on the ${engine} engine, and reconstruct gives it in its units`, async () => {
      const fitted = await fit(spec, rows, { target, engine })
      const { data, shape } = await fitted.reconstruct(rows)
      expect(shape).toEqual([60, 2])
      const worst = Math.max(...target.flat().map((value, i) => Math.abs(value - (data[i] ?? 0))))
      expect(worst).toBeLessThan(1)
    })

  it('means the same as an option and as a part of the rows, and is saved with the model', async () => {
    const fitted = await fit(spec, { rows, target }, { engine: 'reference', epochs: 2 })
    const other = await fit(spec, rows, { target, engine: 'reference', epochs: 2 })
    expect(withoutProvenance(other)).toEqual(withoutProvenance(fitted))
    const opened = await open(fitted.save(), { engine: 'reference' })
    expect(await opened.score({ rows, target })).toEqual(await fitted.score({ rows, target }))
    expect(await opened.reconstruct(rows)).toEqual(await fitted.reconstruct(rows))
    expect(await opened.evaluate({ rows, target }, { pca: rows })).toEqual(
      await fitted.evaluate({ rows, target }, { pca: rows }),
    )
  })

  it('of the rows themselves trains as no target does, to the bit', async () => {
    const plain = autoencoder({
      encoder: pipe(input([3]), dense(2)),
      decoder: pipe(input([2]), dense(3)),
      loss: mse,
    })
    for (const engine of ['reference', 'native'] as const) {
      const one = await fit(experiment({ model: plain, ...training }), rows, { engine, epochs: 3 })
      const two = await fit(experiment({ model: plain, ...training }), rows, { target: rows, engine, epochs: 3 })
      expect(two.trained.weights).toEqual(one.trained.weights)
      expect(two.trained.scores).toEqual(one.trained.scores)
    }
  })

  it('counts for evaluation, detection and the comparison with PCA', async () => {
    const fitted = await fit(spec, rows, { target, engine: 'reference', epochs: 2 })
    const compared = await fitted.evaluate({ rows, target }, { pca: rows })
    expect(compared.mse).toBeCloseTo(compared.loss, 6)
    const against = await fitted.evaluate({ rows, target }, { pca: { rows, target } })
    expect(against.withoutPca).toBe('the target is not the input')
    const { rows: detections } = await fitted.detect({ rows, target, columns: ['a', 'b', 'c'] }, { columns: 2 })
    expect(detections[0]?.columns.map(({ column }) => column).toSorted()).toEqual(['0', '1'])
  })

  it('has a mask of its own', async () => {
    const gaps = target.map(([a = 0, b = 0], i) => (i % 3 === 0 ? [a, null] : [a, b]))
    const fitted = await fit(spec, { rows, target: gaps, missing: 'mask' }, { engine: 'native' })
    const { data } = await fitted.reconstruct(rows)
    const worst = Math.max(...target.flat().map((value, i) => Math.abs(value - (data[i] ?? 0))))
    expect(worst).toBeLessThan(1)
  })

  it('with another number of rows or columns is refused, as is a comparison without it', async () => {
    expect(await rejection(fit(spec, rows, { target: target.slice(1), engine: 'reference', epochs: 2 }))).toContain(
      '60 rows',
    )
    expect(await rejection(fit(spec, { rows, target: target.slice(1) }, { engine: 'reference', epochs: 2 }))).toContain(
      'found 59',
    )
    expect(await rejection(fit(spec, rows, { target: rows, engine: 'reference', epochs: 2 }))).toContain(
      'found 3 columns',
    )
    expect(await rejection(fit(spec, rows, { engine: 'reference', epochs: 2 }))).toContain('rows without a target')
    const fitted = await fit(spec, rows, { target, engine: 'reference', epochs: 1 })
    expect(await rejection(fitted.score(rows))).toContain('rows without a target')
    expect(await rejection(fitted.evaluate(rows))).toContain('rows without a target')
    expect(faultText(fitted.check(rows))).toBe('')
  })
})
