import { describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/data/index.ts'
import { draw, stream } from '../../src/random/index.ts'
import { baselineScores } from '../../src/tasks/baselineScores.ts'

const rows = (length: number, seed: number): Dataset => ({
  sizes: [2],
  length,
  values: Float32Array.from(draw(stream(seed), 2 * length, { kind: 'normal' })),
})

describe('baselines', () => {
  it('score rows by norm, PCA, neighbours and isolation forest', () => {
    const { scores, notices } = baselineScores(rows(50, 1), rows(7, 2), 1, stream(0))
    expect(scores.map(({ name }) => name)).toEqual(['norm', 'PCA residual', '5 nearest neighbours', 'isolation forest'])
    for (const { scores: values } of scores) {
      expect(values).toHaveLength(7)
      expect(values.every((value) => Number.isFinite(value))).toBe(true)
    }
    expect(notices).toEqual([])
  })

  it('are fitted on a random sample of many training rows, and say so', () => {
    const { notices } = baselineScores(rows(5001, 1), rows(3, 2), 1, stream(0))
    expect(notices).toEqual(['the baselines are fitted on 5,000 rows of 5,001 training rows, drawn at random'])
  })
})
