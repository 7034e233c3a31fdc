import { describe, expect, it } from 'vitest'
import { input, pipe, topK } from '../../../src/index.ts'
import { runWithOnes } from '../ones.ts'
import { A, faultOf } from '../run.ts'

describe('topK', () => {
  it('keeps the first of equal entries, and the farthest from 0 by magnitude', () => {
    expect([...A.read(runWithOnes(pipe(input([4]), topK(2)), [[3, -5, 3, 3]]).y)]).toEqual([3, -0, 3, 0])
    expect([...A.read(runWithOnes(pipe(input([4]), topK(2, { by: 'magnitude' })), [[3, -5, 1, 2]]).y)]).toEqual([
      3, -5, 0, 0,
    ])
  })

  it('refuses to keep more than there are', () =>
    expect(faultOf(pipe(input([4]), topK(5)))).toContain('at most 4, the width of the last axis'))
})
