import { describe, expect, it } from 'vitest'
import { bernoulli, input, klBernoulli, pipe } from '../../../src/index.ts'
import { valueOf } from '../../losses/values.ts'
import { column, many, odds, sampled, sigmoid } from '../chances.ts'
import { estimate, numbers } from '../run.ts'

describe('bernoulli', () => {
  const soft = pipe(input([1]), bernoulli(3, { temperature: 0.5 }))
  const hard = pipe(input([1]), bernoulli(3, { temperature: 0.5, hard: true }))

  it('is its mean at evaluation, and its mode where it is hard', () => {
    numbers(sampled(soft, odds).y).forEach((p, i) => expect(p).toBeCloseTo(sigmoid(odds[i] ?? 0), 15))
    expect(numbers(sampled(hard, odds).y)).toEqual([0, 1, 1])
  })

  it.each([0.1, 0.5, 3])(
    'is on as often as its probabilities say, where it is hard, at temperature %s',
    (temperature) => {
      const { y } = sampled(pipe(input([1]), bernoulli(3, { temperature, hard: true })), odds, 3)
      odds.forEach((l, j) => {
        const { mean, error } = estimate(column(y, j))
        expect(new Set(column(y, j))).toEqual(new Set([0, 1]))
        expect(Math.abs(mean - sigmoid(l))).toBeLessThan(error)
      })
    },
  )

  it('gives soft samples that are nearly 0 or 1 where it is cold, as often as it says, and near ½ where it is hot', () => {
    const [cold, hot] = [1 / 128, 128].map((temperature) =>
      sampled(pipe(input([1]), bernoulli(3, { temperature })), odds, 3),
    )
    odds.forEach((l, j) => {
      const values = cold === undefined ? [] : column(cold.y, j)
      const { mean, error } = estimate(values)
      expect(Math.abs(mean - sigmoid(l))).toBeLessThan(error + 0.01)
      expect(values.filter((z) => z > 0.01 && z < 0.99).length / many).toBeLessThan(0.03)
      const off = (hot === undefined ? [] : column(hot.y, j)).map((z) => Math.abs(z - 0.5))
      expect(estimate(off).mean).toBeLessThan(0.01)
    })
  })

  it('rounds the soft samples of the same noise', () => {
    const relaxed = numbers(sampled(soft, odds, 4).y)
    expect(numbers(sampled(hard, odds, 4).y)).toEqual(relaxed.map((z) => (z > 0.5 ? 1 : 0)))
  })

  it.each([0.5, 0.1])(
    'has a divergence that equals the mean of log q(z) − log p(z), p of rate %s, over samples',
    (rate) => {
      const { y, aux } = sampled(hard, odds, 5)
      const values = numbers(y)
      const ratio = (isOn: boolean, l: number): number => Math.log(isOn ? sigmoid(l) / rate : sigmoid(-l) / (1 - rate))
      const rows = column(y, 0).map((_, n) => odds.reduce((sum, l, j) => sum + ratio(values[3 * n + j] === 1, l), 0))
      const [{ mean, error }, closed] = [estimate(rows), valueOf(klBernoulli.definition, { aux }, { rate })]
      expect(Math.abs(mean - closed)).toBeLessThan(error)
      expect(error).toBeLessThan(0.05 * closed)
    },
  )
})
