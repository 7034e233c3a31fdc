import { describe, expect, it } from 'vitest'
import { chain, clipByGlobalNorm, freeze, sgd, weightDecay } from '../../src/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import { minimise, quadratic } from './minimise.ts'

describe('optimisers are a monoid under chaining', () => {
  const [a, b, c] = [clipByGlobalNorm(2), weightDecay(0.125), sgd(0.0625)]

  it('chain is associative and [] is neutral, to the bit', () => {
    const run = (optimiser: Optimiser) => minimise(optimiser, quadratic, 20)
    expect(run(chain(chain(a, b), c))).toEqual(run(chain(a, chain(b, c))))
    expect(run(chain([], c))).toEqual(run(c))
    expect(run(chain(c, []))).toEqual(run(c))
  })

  it('the order matters: decay before clipping is not decay after it', () => {
    expect(minimise(chain(a, b, c), quadratic, 5)).not.toEqual(minimise(chain(b, a, c), quadratic, 5))
  })

  it('the empty chain takes the gradient itself as the direction', () => {
    expect(minimise([], { ...quadratic, gradient: () => [0.5, 0.25] }, 2)).toEqual([1, -2])
  })

  it('freeze keeps what it names', () =>
    expect(minimise(chain(sgd(0.05), freeze('x')), quadratic, 10)).toEqual([2, -1.5]))

  it('a global norm of 0 is not divided by', () => {
    expect(minimise(chain(clipByGlobalNorm(1), sgd(1)), { ...quadratic, gradient: () => [0, 0] }, 3)).toEqual([2, -1.5])
  })
})
