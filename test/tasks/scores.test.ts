import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import { select } from '../../src/data/index.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/data/safetensors.ts'
import {
  autoencoder,
  combine,
  dense,
  elaborate,
  gaussian,
  input,
  kl,
  library,
  mse,
  pipe,
  summed,
} from '../../src/index.ts'
import type { ScoreInput, ScoreSpec } from '../../src/tasks/index.ts'
import { fitScore, scorerOf, scores } from '../../src/tasks/index.ts'

const built = elaborate(
  library,
  autoencoder({
    encoder: pipe(input([3]), dense(4), gaussian(2)),
    decoder: pipe(input([2]), dense(3)),
    loss: combine(summed(mse), kl),
  }),
)
if (Either.isLeft(built)) throw new Error('the model does not build')
const model = built.right

/** Rows with what a model could make of them: every number depends on its row alone. */
const inputOf = (rows: Dataset): ScoreInput => {
  const each = (width: number, f: (row: Float32Array, j: number) => number): Float32Array =>
    Float32Array.from({ length: rows.length * width }, (_, at) => {
      const row = Math.floor(at / width)
      return f(rows.values.subarray(3 * row, 3 * row + 3), at % width)
    })
  const sum = (row: Float32Array): number => row.reduce((a, b) => a + b, 0)
  const output = each(3, (row, j) => 0.75 * (row[j] ?? 0) + 0.125 * sum(row))
  const losses = each(1, (row) => row.reduce((total, x) => total + (0.25 * x - 0.125 * sum(row)) ** 2, 0))
  return {
    model,
    rows,
    target: rows,
    codes: async () => ({ shape: [rows.length, 2], data: each(2, (row, j) => Math.tanh(sum(row)) + (row[j] ?? 0)) }),
    output: async () => ({ shape: [rows.length, 3], data: output }),
    losses: async () => ({ shape: [rows.length], data: losses }),
    bounds: async () => Float64Array.from(losses, (loss) => -loss - 1),
    of: inputOf,
  }
}

const rowsOf = (values: ReadonlyArray<number>): Dataset => ({
  sizes: [3],
  length: values.length / 3,
  values: Float32Array.from(values, (value) => value / 2048),
})

const numbers = (rows: number) =>
  fc.array(fc.integer({ min: -2048, max: 2048 }), { minLength: 3 * rows, maxLength: 3 * rows })

/** Rows to fit on, and rows to score. */
const cases = fc.record({ training: numbers(24), rows: numbers(6) })

const right = <A>(value: Either.Either<unknown, A>): A => {
  if (Either.isLeft(value)) throw new Error(JSON.stringify(value.left))
  return value.right
}

const specs: ReadonlyArray<ScoreSpec> = Object.values(scores).map(({ name, example }) => ({ score: name, ...example }))
const options = { numRuns: 5 }

describe.each(specs)('score $score', (spec) => {
  const fitted = async (training: ReadonlyArray<number>) => {
    const fit = right(await fitScore(scores, spec, inputOf(rowsOf(training))))
    return { fit, scorer: right(scorerOf(scores, fit, model)) }
  }

  it('is one finite number a row, also of the rows that it was fitted on', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ training, rows }) => {
        const { fit, scorer } = await fitted(training)
        const found = await scorer.score(inputOf(rowsOf(rows)))
        expect([found.length, fit.training.length]).toEqual([6, 24])
        expect([...found, ...fit.training].every(Number.isFinite)).toBe(true)
      }),
      options,
    ))

  it('depends on the row alone: permuted rows have permuted scores, and a row by itself has the same', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ training, rows }) => {
        const { scorer } = await fitted(training)
        const data = rowsOf(rows)
        const found = await scorer.score(inputOf(data))
        const order = [3, 5, 0, 2, 1]
        const some = await scorer.score(inputOf(select(data, order)))
        expect([...some]).toEqual(order.map((row) => found[row]))
        expect([...(await scorer.score(inputOf(select(data, [4]))))]).toEqual([found[4]])
      }),
      options,
    ))

  it('is the same to the bit after it was saved', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ training, rows }) => {
        const { fit, scorer } = await fitted(training)
        const tensors = right(decodeSafetensors(encodeSafetensors(fit.tensors), 'file'))
        const read = right(scorerOf(scores, { spec: JSON.parse(JSON.stringify(fit.spec)), tensors }, model))
        const input = inputOf(rowsOf(rows))
        expect([...(await read.score(input))]).toEqual([...(await scorer.score(input))])
      }),
      options,
    ))

  it('has contributions that add up to it, where it has any', () =>
    fc.assert(
      fc.asyncProperty(cases, async ({ training, rows }) => {
        const { scorer } = await fitted(training)
        const input = inputOf(rowsOf(rows))
        const [found, parts] = [await scorer.score(input), await scorer.contributions?.(input)]
        found.forEach((score, row) => {
          if (parts === undefined) return
          const sum = parts.subarray(3 * row, 3 * row + 3).reduce((a, b) => a + b, 0)
          expect(Math.abs(sum - score)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(score)))
        })
      }),
      options,
    ))

  it('says which tensors of a file are not its own', async () => {
    const { fit } = await fitted(Array.from({ length: 72 }, (_, i) => (997 * i) % 2048))
    for (const [name, tensor] of Object.entries(fit.tensors)) {
      const { [name]: _, ...others } = fit.tensors
      const longer = { shape: [...tensor.shape, 2], data: new Float32Array(2 * tensor.data.length) }
      const spoiled = { ...tensor, data: tensor.data.map(() => Number.NaN) }
      for (const tensors of [others, { ...others, [name]: longer }, { ...others, [name]: spoiled }])
        expect(Either.isLeft(scorerOf(scores, { ...fit, tensors }, model))).toBe(true)
    }
    const foreign = { ...fit.tensors, foreign: { shape: [1], data: Float32Array.of(1) } }
    expect(Either.isLeft(scorerOf(scores, { ...fit, tensors: foreign }, model))).toBe(true)
  })
})
