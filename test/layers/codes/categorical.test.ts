import { describe, expect, it } from 'vitest'
import { categorical, input, klCategorical, pipe } from '../../../src/index.ts'
import { valueOf } from '../../losses/values.ts'
import { column, logits, sampled, softmax } from '../chances.ts'
import { A, estimate, numbers } from '../run.ts'

describe('categorical', () => {
  const soft = pipe(input([1]), categorical(1, 4, { temperature: 0.5 }))
  const hard = pipe(input([1]), categorical(1, 4, { temperature: 0.5, hard: true }))

  it('is its probabilities at evaluation, and the most probable class where it is hard', () => {
    numbers(sampled(soft, logits).y).forEach((p, i) => expect(p).toBeCloseTo(softmax(logits)[i] ?? 0, 15))
    expect(numbers(sampled(hard, logits).y)).toEqual([0, 0, 1, 0])
  })

  it.each([0.1, 0.5, 3])(
    'chooses every class as often as its probability says, where it is hard, at temperature %s',
    (temperature) => {
      const { y } = sampled(pipe(input([1]), categorical(1, 4, { temperature, hard: true })), logits, 3)
      softmax(logits).forEach((p, j) => {
        const { mean, error } = estimate(column(y, j))
        expect(Math.abs(mean - p)).toBeLessThan(error)
      })
    },
  )

  it('makes each of its choices apart from the others', () => {
    const two = pipe(input([1]), categorical(2, 3, { hard: true }))
    const [first, second] = [
      [0.5, -1, 0],
      [2, 0, 1],
    ]
    const { y } = sampled(two, [...first, ...second], 9)
    const columns = Array.from({ length: 6 }, (_, at) => column(y, at))
    softmax(first).forEach((p, i) =>
      softmax(second).forEach((q, j) => {
        const both = (columns[i] ?? []).map((chosen, n) => chosen * (columns[3 + j]?.[n] ?? 0))
        const { mean, error } = estimate(both)
        expect(Math.abs(mean - p * q)).toBeLessThan(error)
      }),
    )
  })

  it('gives soft samples that are probabilities, whose mean nears its probabilities as they cool', () => {
    const { y } = sampled(pipe(input([1]), categorical(1, 4, { temperature: 1 / 128 })), logits, 6)
    softmax(logits).forEach((p, j) => {
      const { mean, error } = estimate(column(y, j))
      expect(Math.abs(mean - p)).toBeLessThan(error + 0.01)
    })
    const sums = numbers(A.sum(y, [1]))
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-12)
    const hot = sampled(pipe(input([1]), categorical(1, 4, { temperature: 128 })), logits, 6)
    expect(estimate(numbers(hot.y).map((z) => Math.abs(z - 0.25))).mean).toBeLessThan(0.01)
  })

  it('has a divergence that equals the mean of log q(z) − log p(z) over samples', () => {
    const { y, aux } = sampled(hard, logits, 7)
    const probabilities = softmax(logits)
    const values = numbers(y)
    const chosen = column(y, 0).map((_, n) => values.slice(4 * n, 4 * n + 4).indexOf(1))
    const rows = chosen.map((j) => Math.log(4 * (probabilities[j] ?? 0)))
    const { mean, error } = estimate(rows)
    expect(Math.abs(mean - valueOf(klCategorical.definition, { aux }))).toBeLessThan(error)
  })
})
