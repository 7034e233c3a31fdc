import { describe, expect, it } from 'vitest'
import { correlationRatio, correlations } from '../../src/statistics/index.ts'
import { expected, points } from './expected.ts'

const { x, y, labels } = expected

describe('correlations', () => {
  it('are NumPy’s', () => {
    correlations(points(x), points(y)).forEach((value, i) =>
      expect(value).toBeCloseTo(expected.correlations[i] ?? 2, 12),
    )
  })

  it('are 1 with itself, −1 with its opposite, whatever the scale, and 0 with a constant', () => {
    const column = points([[1e6 + 1], [1e6 + 2], [1e6 + 4]])
    const others = points([
      [3, -1, 0.1],
      [5, -2, 0.1],
      [9, -4, 0.1],
    ])
    const [alike, opposite, constant] = correlations(column, others)
    expect(alike).toBeCloseTo(1, 12)
    expect(opposite).toBeCloseTo(-1, 12)
    expect(constant).toBe(0)
  })

  it('need the same rows', () => {
    expect(() => correlations(points(x), points(y.slice(1)))).toThrow('12 rows with 11')
  })
})

describe('correlationRatio', () => {
  it('is the share between groups in scikit-learn’s F', () => {
    expected.correlationRatios.forEach((wanted, j) => {
      expect(
        correlationRatio(
          x.map((row) => row[j] ?? 0),
          labels,
        ),
      ).toBeCloseTo(wanted, 12)
    })
  })

  it('is 1 where the label says the number, 0 where the means are equal, undefined where nothing varies', () => {
    expect(correlationRatio([1, 1, 5, 5], ['a', 'a', 'b', 'b'])).toBe(1)
    expect(correlationRatio([1, 3, 1, 3], ['a', 'a', 'b', 'b'])).toBe(0)
    expect(correlationRatio([0.1, 0.1, 0.1], ['a', 'b', 'b'])).toBeUndefined()
    expect(correlationRatio([0, 0], ['a', 'b'])).toBeUndefined()
  })
})
