import { describe, expect, it } from 'vitest'
import { ndarrays, numbersOf, wrap } from '../../../src/interpreters/ndarray/index.ts'
import { encode, layerStages } from '../../../src/model/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { autoencoder, dense, input, mse, pipe, relu } from '../../../src/index.ts'
import { byHand, normalRows } from '../../tasks/diagnose/sick.ts'

describe('layerStages', () => {
  it('are the layers one after the other: the last gives the code', async () => {
    const spec = autoencoder({
      encoder: pipe(input([3]), dense(4), relu, dense(2)),
      decoder: pipe(input([2]), dense(3)),
      loss: mse,
    })
    const { model, weights } = await byHand(spec, normalRows(5, 3))
    const A = ndarrays('float64')
    const arrays = Named.map(weights.parameters, ({ data, shape }) => wrap(data, shape))
    const own = { parameters: arrays, buffers: {} }
    const x = wrap(
      Float64Array.from({ length: 15 }, (_, i) => Math.sin(i)),
      [5, 3],
    )
    const stages = layerStages(A, model, 'encoder', own, { x })
    expect(stages.map(({ y }) => [...y.shape])).toEqual([
      [5, 4],
      [5, 4],
      [5, 2],
    ])
    const [hidden, rectified, code] = stages.map(({ y }) => [...numbersOf('float64', y)])
    expect(rectified).toEqual(hidden?.map((value) => Math.max(0, value)))
    expect(code).toEqual([...numbersOf('float64', encode(A, model, own, x))])
  })
})
