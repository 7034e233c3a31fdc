import { describe, expect, it } from 'vitest'
import { neighbourGroups } from '../../src/statistics/index.ts'

const onLine = (places: ReadonlyArray<number>) => ({
  length: places.length,
  width: 1,
  values: Float64Array.from(places),
})

describe('neighbourGroups', () => {
  it('joins what is near, and counts the parts, the greatest first', () => {
    const near = Array.from({ length: 20 }, (_, i) => i)
    const far = Array.from({ length: 30 }, (_, i) => 1000 + i)
    expect(neighbourGroups(onLine([...near, ...far]), 3)).toEqual([30, 20])
    expect(neighbourGroups(onLine([...near, ...far]), 20)).toEqual([50])
    expect(neighbourGroups(onLine([0, 1, 10, 11]), 1)).toEqual([2, 2])
  })
})
