import { describe, expect, it } from 'vitest'
import { bernoulli, categorical, input, pipe } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import type { OneIn } from '../chances.ts'
import { biased, logits, odds, sigmoid, softmax } from '../chances.ts'
import { A, estimate, numbers, repeated, run } from '../run.ts'

/** A code by its temperature, whether it is rounded, and what its numbers come from. */
interface Family {
  readonly net: (temperature: number, hard: boolean) => OneIn
  readonly bias: ReadonlyArray<number>
  /** The gradient of the mean of Σ cⱼ·zⱼ over samples that are not relaxed. */
  readonly slope: (c: ReadonlyArray<number>) => ReadonlyArray<number>
}

const families: Readonly<Record<string, Family>> = {
  bernoulli: {
    net: (temperature, hard) => pipe(input([1]), bernoulli(3, { temperature, hard })),
    bias: odds,
    slope: (c) => odds.map((l, j) => (c[j] ?? 0) * sigmoid(l) * sigmoid(-l)),
  },
  categorical: {
    net: (temperature, hard) => pipe(input([1]), categorical(1, 4, { temperature, hard })),
    bias: logits,
    slope: (c) => {
      const p = softmax(logits)
      const average = p.reduce((sum, q, j) => sum + q * (c[j] ?? 0), 0)
      return p.map((q, j) => q * ((c[j] ?? 0) - average))
    },
  },
}

describe.each(Object.entries(families))('the estimator of %s', (_, { net, bias, slope }) => {
  /** The code on so many rows, and the cotangents of what its numbers come from for those of its entries. */
  const at = (
    one: OneIn,
    rows: number,
    given: { readonly bias?: ReadonlyArray<number>; readonly seed?: number } = {},
  ) => {
    const { bias: moved = bias, seed = 8 } = given
    const { y, pullback } = run(one, repeated([0], rows), { parameters: biased(moved), seed })
    return {
      y: numbers(y),
      pulled: (c: (i: number) => number): ReadonlyArray<number> => {
        const dy = A.constant(
          Float64Array.from({ length: rows * bias.length }, (__, i) => c(i)),
          [...y.shape],
        )
        return numbers(Named.get(pullback(dy, {}).dparameters, '0.bias'))
      },
    }
  }
  const odd = (i: number): number => (i % 7) - 3
  const [hard, soft] = [net(0.5, true), net(0.5, false)]

  it('goes straight through: what is rounded has the gradient of what is not, by the same noise', () => {
    expect(at(hard, 50).pulled(odd)).toEqual(at(soft, 50).pulled(odd))
    expect(
      at(hard, 50)
        .pulled(odd)
        .some((entry) => entry !== 0),
    ).toBe(true)
  })

  it('gives, where samples are rounded, the derivative of the relaxed function', () => {
    const relaxed = (moved: ReadonlyArray<number>): number =>
      at(soft, 50, { bias: moved }).y.reduce((sum, z, i) => sum + odd(i) * z, 0)
    const h = 1 / 4096
    for (const [j, entry] of at(hard, 50).pulled(odd).entries()) {
      const moved = (by: number) => bias.map((value, i) => (i === j ? value + by : value))
      expect((relaxed(moved(h)) - relaxed(moved(-h))) / (2 * h)).toBeCloseTo(entry, 5)
    }
  })

  it('estimates, where it is cold, the gradient of the mean over samples that are not relaxed', () => {
    const counts = bias.map((__, j) => (j % 3) - 1)
    const each = Array.from({ length: 40 }, (__, seed) =>
      at(net(0.2, true), 500, { seed }).pulled((i) => (counts[i % bias.length] ?? 0) / 500),
    )
    for (const [j, expected] of slope(counts).entries()) {
      const { mean, error } = estimate(each.map((gradient) => gradient[j] ?? Number.NaN))
      expect(Math.abs(mean - expected)).toBeLessThan(error + 0.01)
      expect(error).toBeLessThan(0.03)
    }
  })
})
