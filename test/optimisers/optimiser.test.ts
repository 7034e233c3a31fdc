import { describe, expect, it } from 'vitest'
import { adam, chain, clipByGlobalNorm, clipByValue, freeze, sgd, weightDecay } from '../../src/index.ts'
import { cosine, joined, warmUp } from '../../src/schedules/registry.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import type { TrainState } from '../../src/model/index.ts'
import { applyOptimiser, initialSlots } from '../../src/model/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import { updates } from '../../src/optimisers/index.ts'
import { scalar, shift } from '../../src/tensor/derived.ts'
import * as Named from '../../src/tensor/named.ts'
import { planOf } from '../plans.ts'

const vector = (...values: ReadonlyArray<number>): NdArray => A.constant(values, [values.length])

interface Problem {
  readonly value: (x: ReadonlyArray<number>) => number
  readonly gradient: (x: ReadonlyArray<number>) => ReadonlyArray<number>
  readonly start: ReadonlyArray<number>
}

const quadratic: Problem = {
  value: ([x = 0, y = 0]) => x * x + 4 * y * y,
  gradient: ([x = 0, y = 0]) => [2 * x, 8 * y],
  start: [2, -1.5],
}

const rosenbrock: Problem = {
  value: ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: ([x = 0, y = 0]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  start: [-1.2, 1],
}

const minimise = (optimiser: Optimiser, { gradient, start }: Problem, steps: number): ReadonlyArray<number> => {
  const parameters = { x: vector(...start) }
  const plan = planOf({ optimiser }, { parameters: { ...parameters, other: undefined } }, steps)
  const slots = Object.entries(initialSlots(plan.optimiser)).map(([slot, value]) => ({
    [`${slot}.x`]: A.expand(scalar(A, value), [2]),
  }))
  let state: TrainState<NdArray> = { parameters, buffers: {}, slots: Named.disjoint(...slots), step: scalar(A, 0) }
  for (let step = 0; step < steps; step++) {
    const x = Named.get(state.parameters, 'x')
    const made = applyOptimiser(A, plan.optimiser, {
      ...state,
      direction: { x: vector(...gradient([...A.read(x)])) },
      total: steps,
      loss: scalar(A, 0),
    })
    state = {
      parameters: { x: A.sub(x, Named.get(made.direction, 'x')) },
      buffers: {},
      slots: made.slots,
      step: shift(A, state.step, 1),
    }
  }
  return [...A.read(Named.get(state.parameters, 'x'))]
}

/** A rate that suits each update; one that only changes directions stands before sgd. */
const suited: Readonly<Record<string, readonly [quadratic: Optimiser, rosenbrock: Optimiser]>> = {
  sgd: [sgd(0.05), sgd(0.001)],
  momentum: [[{ update: 'momentum', rate: 0.01 }], [{ update: 'momentum', rate: 0.0002 }]],
  nesterov: [[{ update: 'nesterov', rate: 0.01 }], [{ update: 'nesterov', rate: 0.0002 }]],
  adagrad: [[{ update: 'adagrad', rate: 0.5 }], [{ update: 'adagrad', rate: 0.5 }]],
  rmsprop: [[{ update: 'rmsprop', rate: 0.01 }], [{ update: 'rmsprop', rate: 0.002 }]],
  adam: [adam(0.05), adam(0.02)],
  adamw: [[{ update: 'adamw', rate: 0.05, decay: 1e-4 }], [{ update: 'adamw', rate: 0.02, decay: 1e-4 }]],
  amsgrad: [[{ update: 'amsgrad', rate: 0.05 }], [{ update: 'amsgrad', rate: 0.02 }]],
  lion: [[{ update: 'lion', rate: 0.005 }], [{ update: 'lion', rate: 0.001 }]],
  clipByValue: [chain(clipByValue(1), sgd(0.05)), chain(clipByValue(10), sgd(0.001))],
  clipByGlobalNorm: [chain(clipByGlobalNorm(1), sgd(0.05)), chain(clipByGlobalNorm(10), sgd(0.001))],
  weightDecay: [chain(weightDecay(1e-3), sgd(0.05)), chain(weightDecay(1e-4), sgd(0.001))],
  freeze: [chain(sgd(0.05), freeze('other')), chain(sgd(0.001), freeze('other'))],
}

describe('every optimiser descends', () => {
  it('there is a rate for every update', () =>
    expect(Object.keys(suited).toSorted()).toEqual(Object.keys(updates).toSorted()))

  for (const [name, [first, second]] of Object.entries(suited)) {
    it(`${name}: a quadratic`, () => {
      expect(quadratic.value(minimise(first, quadratic, 1000))).toBeLessThan(1e-3 * quadratic.value(quadratic.start))
    })
    it(`${name}: Rosenbrock's valley`, () => {
      expect(rosenbrock.value(minimise(second, rosenbrock, 5000))).toBeLessThan(
        0.05 * rosenbrock.value(rosenbrock.start),
      )
    })
  }
})

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

describe('schedules compose', () => {
  it('joined schedules begin their own counts', () => {
    const rate = joined([warmUp({ to: 1, steps: 4 }), cosine({ from: 1, steps: 4 })], [4])
    const rates = Array.from({ length: 9 }, (_, step) => {
      const moved = minimise(sgd(rate), { ...quadratic, start: [0, 0], gradient: () => [-1, 0] }, step + 1)[0] ?? 0
      const before =
        step === 0 ? 0 : (minimise(sgd(rate), { ...quadratic, start: [0, 0], gradient: () => [-1, 0] }, step)[0] ?? 0)
      return Number((moved - before).toFixed(6))
    })
    expect(rates).toEqual([0, 0.25, 0.5, 0.75, 1, 0.853553, 0.5, 0.146447, 0])
  })
})
