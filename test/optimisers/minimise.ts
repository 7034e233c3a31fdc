import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { A } from '../../src/laws/differentiable.ts'
import type { TrainState } from '../../src/model/index.ts'
import { applyOptimiser, initialSlots } from '../../src/model/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import { scalar, shift } from '../../src/tensor/derived.ts'
import * as Named from '../../src/tensor/named.ts'
import { planOf } from '../plans.ts'

export const vector = (...values: ReadonlyArray<number>): NdArray => A.constant(values, [values.length])

/** A function of two numbers with its gradient and a point to start from. */
export interface Problem {
  readonly value: (x: ReadonlyArray<number>) => number
  readonly gradient: (x: ReadonlyArray<number>) => ReadonlyArray<number>
  readonly start: ReadonlyArray<number>
}

export const quadratic: Problem = {
  value: ([x = 0, y = 0]) => x * x + 4 * y * y,
  gradient: ([x = 0, y = 0]) => [2 * x, 8 * y],
  start: [2, -1.5],
}

export const rosenbrock: Problem = {
  value: ([x = 0, y = 0]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: ([x = 0, y = 0]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
  start: [-1.2, 1],
}

/** Where an optimiser comes from the start of a problem after a number of steps. */
export const minimise = (optimiser: Optimiser, { gradient, start }: Problem, steps: number): ReadonlyArray<number> => {
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
