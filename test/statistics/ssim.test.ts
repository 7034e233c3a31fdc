import { describe, expect, it } from 'vitest'
import { structuralSimilarity } from '../../src/statistics/index.ts'
import { saved } from './saved.ts'

const [x = [], y = []] = saved.images.map((rows) => rows.flat())

describe('structural similarity', () => {
  it('is that of the paper’s formula by scipy', () => {
    expect(structuralSimilarity(x, y, [16, 14])).toBeCloseTo(saved.ssim, 12)
  })

  it('of equal images is 1, and symmetric', () => {
    expect(structuralSimilarity(x, x, [16, 14])).toBeCloseTo(1, 12)
    expect(structuralSimilarity(y, x, [16, 14])).toBeCloseTo(structuralSimilarity(x, y, [16, 14]), 12)
  })
})
