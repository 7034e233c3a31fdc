import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  batchNorm,
  categoricalLikelihood,
  columns,
  conditioned,
  conv2d,
  dense,
  embedding,
  flatten,
  gaussian,
  gru,
  input,
  kl,
  combine,
  layerNorm,
  mse,
  pipe,
  relu,
  repeatVector,
  reshape,
  residual,
  selfAttention,
  sigmoid,
  tanh,
  topK,
} from '../../../src/index.ts'
import type { NdArray } from '../../../src/interpreters/ndarray/index.ts'
import { wrap } from '../../../src/interpreters/ndarray/index.ts'
import { byPullback, byTangent, jacobians } from '../../../src/tasks/explain/jacobian.ts'
import { decoderMap, encoderMap } from '../../../src/tasks/explain/networks.ts'
import type { Batch, RowMap } from '../../../src/tasks/explain/rowMap.ts'
import { A, valueAt } from '../../../src/tasks/explain/rowMap.ts'
import { product } from '../../../src/tensor/shape.ts'
import type { Untrained } from './models.ts'
import { normalRows, untrained } from './models.ts'

const half = { stride: 2 } as const

const models: Readonly<Record<string, Untrained>> = {
  dense: untrained(
    autoencoder({
      encoder: pipe(input([5]), dense(7), tanh, dense(3)),
      decoder: pipe(input([3]), dense(7), relu, dense(5), sigmoid),
      loss: mse,
    }),
  ),
  convolutional: untrained(
    autoencoder({
      encoder: pipe(input([1, 6, 6]), conv2d(3, half), tanh, flatten, dense(4)),
      decoder: pipe(input([4]), dense(36), reshape([1, 6, 6])),
      loss: mse,
    }),
  ),
  recurrent: untrained(
    autoencoder({
      encoder: pipe(input([6]), reshape([6, 1]), gru(5), dense(2)),
      decoder: pipe(input([2]), repeatVector(6), gru(5, { returns: 'sequence' }), dense(1), flatten),
      loss: mse,
    }),
  ),
  attention: untrained(
    autoencoder({
      encoder: pipe(
        input([4, 6]),
        residual((x) => pipe(x, layerNorm(), selfAttention({ heads: 2 }))),
        flatten,
        dense(3),
      ),
      decoder: pipe(input([3]), dense(24), reshape([4, 6])),
      loss: mse,
    }),
  ),
  'batch norm': untrained(
    autoencoder({
      encoder: pipe(input([5]), dense(8), batchNorm(), tanh, dense(3)),
      decoder: pipe(input([3]), dense(8), batchNorm(), tanh, dense(5)),
      loss: mse,
    }),
  ),
  variational: untrained(
    autoencoder({
      encoder: pipe(input([5]), dense(8), tanh, gaussian(2)),
      decoder: pipe(input([2]), dense(5)),
      loss: combine(mse, kl),
    }),
  ),
  conditional: untrained(
    autoencoder({
      encoder: pipe(input([5]), conditioned(columns(2)), dense(6), tanh, dense(3)),
      decoder: pipe(input([3]), conditioned(columns(2)), dense(6), tanh, dense(5)),
      loss: mse,
      condition: columns(2),
    }),
  ),
  'top-k': untrained(
    autoencoder({
      encoder: pipe(input([5]), dense(8), topK(2)),
      decoder: pipe(input([8]), dense(5)),
      loss: mse,
    }),
  ),
}

const all = (width: number): ReadonlyArray<number> => Array.from({ length: width }, (_, i) => i)

const sidesOf = (map: RowMap) => ({ outputs: all(product(map.output)), inputs: all(product(map.input)) })

/** Central differences with one step of Richardson's extrapolation, input by input. */
const byDifferences = (map: RowMap, batch: Batch<NdArray>): Float64Array => {
  const { outputs, inputs } = sidesOf(map)
  const [rows = 0] = batch.x.shape
  const out = new Float64Array(rows * outputs.length * inputs.length)
  const at = (input: number, h: number): Float64Array => {
    const x = A.read(batch.x)
    for (let row = 0; row < rows; row++) x[row * inputs.length + input] = (x[row * inputs.length + input] ?? 0) + h
    return A.read(valueAt(map, { ...batch, x: wrap(x, batch.x.shape) }))
  }
  for (const input of inputs) {
    const h = 2 ** -12
    const [up, down, upper, lower] = [at(input, h), at(input, -h), at(input, 2 * h), at(input, -2 * h)]
    for (let i = 0; i < rows * outputs.length; i++) {
      const [fine, coarse] = [(up[i] ?? 0) - (down[i] ?? 0), (upper[i] ?? 0) - (lower[i] ?? 0)]
      out[i * inputs.length + input] = (8 * fine - coarse) / (12 * h)
    }
  }
  return out
}

/** The greatest difference of two lists of numbers. */
const apart = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)

describe('Jacobians of encoders', () => {
  it.each(Object.entries(models))('%s: pullbacks, tangents and central differences agree', (_, { model, weights }) => {
    const map = encoderMap(model, weights)
    const batch = map.batch(normalRows(model, 3))
    const reverse = byPullback(map, batch, sidesOf(map))
    expect(reverse.values.some((value) => value !== 0)).toBe(true)
    expect(apart(reverse.values, byTangent(map, batch, sidesOf(map)).values)).toBeLessThan(1e-12)
    expect(apart(reverse.values, byDifferences(map, batch))).toBeLessThan(1e-7)
  })
})

describe('Jacobians of decoders', () => {
  it.each(Object.entries(models))('%s: tangents and central differences agree', (_, { model, weights }) => {
    const map = decoderMap(model, weights)
    const codes = { ...normalRows(model, 3), ...normalRows({ ...model, input: model.code }, 3) }
    const batch = map.batch(codes)
    expect(apart(byTangent(map, batch, sidesOf(map)).values, byDifferences(map, batch))).toBeLessThan(1e-7)
  })
})

describe('Jacobians of models of text', () => {
  const text = untrained(
    autoencoder({
      encoder: pipe(input([4]), embedding(6, 3, { padding: 0 }), gru(4), dense(2)),
      decoder: pipe(input([2]), dense(24), reshape([4, 6])),
      loss: categoricalLikelihood(6, { ignored: 0 }),
    }),
  )
  const rows = { sizes: [4], length: 2, values: Float32Array.of(2, 3, 5, 1, 4, 2, 0, 0) }

  it('are by the vectors of the embedding, and 0 for those of padding', () => {
    const map = encoderMap(text.model, text.weights)
    expect(map.input).toEqual([4, 3])
    const batch = map.batch(rows)
    const { values } = byPullback(map, batch, sidesOf(map))
    expect(apart(values, byTangent(map, batch, sidesOf(map)).values)).toBeLessThan(1e-12)
    expect(apart(values, byDifferences(map, batch))).toBeLessThan(1e-7)
    const ofPadding = [6, 7, 8, 9, 10, 11].flatMap((i) => [values[24 + i], values[36 + i]])
    expect(ofPadding.every((value) => value === 0)).toBe(true)
    expect(values.subarray(24, 30).every((value) => value !== 0)).toBe(true)
  })

  it('of the decoder are those of the logits', () => {
    const map = decoderMap(text.model, text.weights)
    expect(map.output).toEqual([4, 6])
    const batch = map.batch(normalRows({ ...text.model, input: [2] }, 2))
    expect(apart(byTangent(map, batch, sidesOf(map)).values, byDifferences(map, batch))).toBeLessThan(1e-7)
  })
})

describe('jacobians, some rows at a time', () => {
  it('are those of all rows at once, of the outputs and inputs that are wanted', () => {
    const { model, weights } =
      models['dense'] ?? untrained(autoencoder({ encoder: input([1]), decoder: input([1]), loss: mse }))
    const map = encoderMap(model, weights)
    const rows = normalRows(model, 300)
    const sides = { outputs: [2, 0], inputs: [4, 1, 3] }
    const parts = [...jacobians(map, rows, sides)]
    expect(parts.map(({ start }) => start)).toEqual([0, 256])
    const whole = byTangent(map, map.batch(rows), sides).values
    expect(apart(Float64Array.from(parts.flatMap(({ values }) => [...values])), whole)).toBeLessThan(1e-12)
  })
})
