import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import type { Plan, TrainState } from '../../src/model/index.ts'
import { applyOptimiser, initialSlots } from '../../src/model/index.ts'
import { fill, scalar, shift } from '../../src/tensor/derived.ts'
import * as Named from '../../src/tensor/named.ts'
import type { Tensor } from '../../src/tensor/tensor.ts'
import { planOf } from '../plans.ts'
import { A, array, reference } from './values.ts'

const { a, b, c, targets, at } = reference('updates')

/** The gradient of Σ cᵢ(aᵢ − tᵢ)² + Σⱼ (Σᵢ aᵢ · bⱼ)² + Σⱼ sin 3bⱼ, the problem of make.py. */
const gradient = (parameters: Named.Named<NdArray>): Named.Named<NdArray> => {
  const [x, y] = [A.read(Named.get(parameters, 'a')), A.read(Named.get(parameters, 'b'))]
  const sum = x.reduce((total, value) => total + value, 0)
  const squares = y.reduce((total, value) => total + value * value, 0)
  return {
    a: array(
      Array.from(x, (value, i) => 2 * (c[i] ?? 0) * (value - (targets[i] ?? 0)) + 2 * sum * squares),
      [3],
    ),
    b: array(
      Array.from(y, (value) => 2 * sum * sum * value + 3 * Math.cos(3 * value)),
      [2],
    ),
  }
}

const beginning = (plan: Plan): TrainState<NdArray> => {
  const parameters = { a: array(a, [3]), b: array(b, [2]) }
  const slots = Object.entries(initialSlots(plan.optimiser)).map(([slot, value]) =>
    Named.prefix(
      Named.map(parameters, (p) => fill(A, value, p.shape)),
      slot,
    ),
  )
  return { parameters, buffers: {}, slots: Named.disjoint(...slots), step: scalar(A, 0) }
}

type Point = ReadonlyArray<number>

/** The parameters after the steps that make.py wrote down, in turn. `B` runs the update, `during` watches it. */
export function* trajectoryOf(
  optimiser: Optimiser,
  B: Tensor<NdArray> = A,
  during: <R>(action: () => R) => R = (action) => action(),
): Generator<Point> {
  const plan = planOf({ optimiser }, { parameters: { a, b } }, 100)
  let state = beginning(plan)
  for (let step = 1; step <= 100; step++) {
    const before = state
    const { direction, slots } = during(() =>
      applyOptimiser(B, plan.optimiser, {
        ...before,
        direction: gradient(before.parameters),
        total: plan.total,
        loss: scalar(A, 0),
      }),
    )
    const parameters = Named.map(before.parameters, (value, name) => A.sub(value, Named.get(direction, name)))
    state = { parameters, buffers: {}, slots, step: shift(A, before.step, 1) }
    if (at.includes(step)) yield [...A.read(Named.get(parameters, 'a')), ...A.read(Named.get(parameters, 'b'))]
  }
}

/** The greatest distance between two trajectories, relative to numbers above 1. */
export const distance = (found: ReadonlyArray<Point>, expected: ReadonlyArray<Point>): number => {
  const distances = expected.flatMap((point, k) =>
    point.map((value, i) => Math.abs((found[k]?.[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))),
  )
  return distances.reduce((most, value) => (value > most || Number.isNaN(value) ? value : most), 0)
}
