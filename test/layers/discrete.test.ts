import { describe, expect, it } from 'vitest'
import {
  bernoulli,
  categorical,
  finiteScalarQuantiser,
  input,
  klBernoulli,
  klCategorical,
  pipe,
} from '../../src/index.ts'
import type { Net, Sizes } from '../../src/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import type { TermRow } from '../../src/losses/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { valueOf } from '../losses/values.ts'
import { A, estimate, faultOf, numbers, repeated, rowsFrom, run } from './run.ts'

const many = 40_000

/** A code that gives these numbers for every row, whatever comes in. */
const biased = (bias: ReadonlyArray<number>) => ({
  '0.weight': A.constant(new Float64Array(bias.length), [1, bias.length]),
  '0.bias': A.constant(bias, [bias.length]),
})

const column = (values: NdArray, at: number): ReadonlyArray<number> => {
  const width = values.shape[1] ?? 1
  return numbers(values).filter((_, i) => i % width === at)
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const softmax = (logits: ReadonlyArray<number>): ReadonlyArray<number> => {
  const e = logits.map(Math.exp)
  return e.map((value) => value / e.reduce((sum, other) => sum + other, 0))
}

type AnyNet = Net<readonly [1], Sizes, string>

/** Samples of a code, or without a seed what it is at evaluation. */
const sampled = (net: AnyNet, bias: ReadonlyArray<number>, seed?: number) =>
  run(net, repeated([0], seed === undefined ? 1 : many), {
    parameters: biased(bias),
    ...(seed === undefined ? {} : { seed }),
  })

const closedForm = (row: TermRow, aux: Named.Named<NdArray>): number => valueOf(row, { aux })

const odds = [-1.5, 0.2, 2]
const logits = [-1, 0.5, 1.2, 0]

describe('bernoulli', () => {
  const soft = pipe(input([1]), bernoulli(3, { temperature: 0.5 }))
  const hard = pipe(input([1]), bernoulli(3, { temperature: 0.5, hard: true }))

  it('is its mean at evaluation, and its mode where it is hard', () => {
    numbers(sampled(soft, odds).y).forEach((p, i) => expect(p).toBeCloseTo(sigmoid(odds[i] ?? 0), 15))
    expect(numbers(sampled(hard, odds).y)).toEqual([0, 1, 1])
  })

  it('is on as often as its probabilities say, where it is hard', () => {
    const { y } = sampled(hard, odds, 3)
    odds.forEach((l, j) => {
      const { mean, error } = estimate(column(y, j))
      expect(new Set(column(y, j))).toEqual(new Set([0, 1]))
      expect(Math.abs(mean - sigmoid(l))).toBeLessThan(error)
    })
  })

  it('rounds the soft samples of the same noise', () => {
    const relaxed = numbers(sampled(soft, odds, 4).y)
    expect(numbers(sampled(hard, odds, 4).y)).toEqual(relaxed.map((z) => (z > 0.5 ? 1 : 0)))
  })

  it('has a divergence that equals the mean of log q(z) − log p(z) over samples', () => {
    const { y, aux } = sampled(hard, odds, 5)
    const values = numbers(y)
    const rows = column(y, 0).map((_, n) =>
      odds.reduce((sum, l, j) => sum + Math.log(2 * sigmoid(values[3 * n + j] === 1 ? l : -l)), 0),
    )
    const { mean, error } = estimate(rows)
    expect(Math.abs(mean - closedForm(klBernoulli.row, aux))).toBeLessThan(error)
  })
})

describe('categorical', () => {
  const soft = pipe(input([1]), categorical(1, 4, { temperature: 0.5 }))
  const hard = pipe(input([1]), categorical(1, 4, { temperature: 0.5, hard: true }))

  it('is its probabilities at evaluation, and the most probable class where it is hard', () => {
    numbers(sampled(soft, logits).y).forEach((p, i) => expect(p).toBeCloseTo(softmax(logits)[i] ?? 0, 15))
    expect(numbers(sampled(hard, logits).y)).toEqual([0, 0, 1, 0])
  })

  it('chooses every class as often as its probability says, where it is hard', () => {
    const { y } = sampled(hard, logits, 3)
    softmax(logits).forEach((p, j) => {
      const { mean, error } = estimate(column(y, j))
      expect(Math.abs(mean - p)).toBeLessThan(error)
    })
  })

  it('gives soft samples that are probabilities, whose mean nears its probabilities as they cool', () => {
    const { y } = sampled(pipe(input([1]), categorical(1, 4, { temperature: 1 / 128 })), logits, 6)
    softmax(logits).forEach((p, j) => {
      const { mean, error } = estimate(column(y, j))
      expect(Math.abs(mean - p)).toBeLessThan(error + 0.01)
    })
    const sums = numbers(A.sum(y, [1]))
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-12)
  })

  it('has a divergence that equals the mean of log q(z) − log p(z) over samples', () => {
    const { y, aux } = sampled(hard, logits, 7)
    const probabilities = softmax(logits)
    const values = numbers(y)
    const chosen = column(y, 0).map((_, n) => values.slice(4 * n, 4 * n + 4).indexOf(1))
    const rows = chosen.map((j) => Math.log(4 * (probabilities[j] ?? 0)))
    const { mean, error } = estimate(rows)
    expect(Math.abs(mean - closedForm(klCategorical.row, aux))).toBeLessThan(error)
  })
})

describe('straight-through codes have the gradient of their surrogate', () => {
  it.each([
    ['bernoulli', (hard: boolean): AnyNet => pipe(input([1]), bernoulli(3, { temperature: 0.5, hard })), odds],
    ['categorical', (hard: boolean): AnyNet => pipe(input([1]), categorical(1, 4, { temperature: 0.5, hard })), logits],
  ] as const)('%s', (_, net, bias) => {
    const at = (hard: boolean) => {
      const stage = run(net(hard), repeated([0], 50), { parameters: biased(bias), seed: 8 })
      const dy = A.constant(
        Array.from({ length: numbers(stage.y).length }, (__, i) => (i % 7) - 3),
        [...stage.y.shape],
      )
      return numbers(Named.get(stage.pullback(dy, {}).dparameters, '0.bias'))
    }
    expect(at(true)).toEqual(at(false))
    expect(at(true).some((entry) => entry !== 0)).toBe(true)
  })
})

describe('finiteScalarQuantiser', () => {
  const levels = [2, 3, 4, 5, 8]
  const grid = Array.from({ length: 2001 }, (_, i) => (i - 1000) / 100)

  it('takes each of its levels, evenly apart, and no other value', () => {
    const { y } = run(
      pipe(input([5]), finiteScalarQuantiser([2, 3, 4, 5, 8])),
      rowsFrom(grid.map((x) => levels.map(() => x))),
    )
    levels.forEach((level, j) => {
      const values = [...new Set(column(y, j))].toSorted((a, b) => a - b)
      expect(values).toHaveLength(level)
      values.slice(1).forEach((value, i) => expect(value - (values[i] ?? 0)).toBeCloseTo(1 / Math.floor(level / 2), 14))
    })
  })

  it('leaves what it gave out of its odd levels nearly where it was', () => {
    const net = pipe(input([1]), finiteScalarQuantiser([5]))
    expect(numbers(run(net, rowsFrom([[-9], [-0.5], [0], [0.5], [9]])).y)).toEqual([-1, -0.5, 0, 0.5, 1])
  })

  it('needs levels, one for each entry, each of at least two values', () => {
    const fault = (levels: ReadonlyArray<number>) =>
      faultOf({ input: [3], layers: [{ layer: 'finiteScalarQuantiser', levels }] })
    expect(fault([8, 5])).toContain('encoder.layers[0].levels: expected 3, one for each entry, found 2')
    expect(fault([])).toContain('a list of at least 1')
    expect(fault([8, 1, 5])).toContain('levels[1]: expected a whole number from 2')
  })
})
