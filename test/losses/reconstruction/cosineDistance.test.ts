import { describe, expect, it } from 'vitest'
import { cosineDistance } from '../../../src/index.ts'
import { matrix, valueOf } from '../values.ts'

describe('the cosine', () => {
  const target = matrix(1, [3, -1, 2])

  it.each([
    ['twice', [6, -2, 4], 0],
    ['minus', [-3, 1, -2], 2],
    ['nothing of', [0, 0, 0], 1],
  ] as const)('%s the target', (_, output, distance) => {
    expect(valueOf(cosineDistance.definition, { target, output: matrix(1, output) })).toBeCloseTo(distance, 14)
  })
})
