import { describe, expect, it } from 'vitest'
import { costOf } from '../../src/interpreters/cost/index.ts'
import { expressions as E, input } from '../../src/expression/expression.ts'
import { batch } from '../../src/tensor/shape.ts'

const x = input('x', [batch, 3])
const w = input('W', [3, 2])
const y = E.matmul(x, w)

describe('cost', () => {
  it('counts the operations of a product and a bias', () => {
    const biased = E.add(y, E.expand(input('b', [2]), [batch, 2]))
    expect(costOf([biased], 10)).toEqual({ flops: 2 * 10 * 3 * 2 + 10 * 2, bytes: 2 * 4 * 10 * 2 })
  })

  it('counts what is shared once', () => {
    const shared = E.exp(x)
    expect(costOf([E.add(shared, shared), shared], 5).flops).toBe(2 * 15)
  })
})
