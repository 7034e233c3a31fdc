import type { BuiltSchedule } from '../schedules/index.ts'
import { scale, times } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Transformation, UpdateInput, UpdateOutput } from './update.ts'

/** A transformation that keeps nothing between steps. */
export const stateless = (
  run: <T>(A: Tensor<T>, input: UpdateInput<T>) => UpdateOutput<T>['direction'],
): Transformation => ({
  slots: {},
  run: (A, input) => ({ direction: run(A, input), slots: {} }),
})

/** Transformations in turn, as one. Their slots have different names. */
export const compose = (...transformations: ReadonlyArray<Transformation>): Transformation => ({
  slots: Named.disjoint(...transformations.map(({ slots }) => slots)),
  run: <T>(A: Tensor<T>, input: UpdateInput<T>) =>
    transformations.reduce<UpdateOutput<T>>(
      (before, { run }) => {
        const { direction, slots } = run(A, { ...input, direction: before.direction })
        return { direction, slots: { ...before.slots, ...slots } }
      },
      { direction: input.direction, slots: {} },
    ),
})

/** d = α·g, with the learning rate α of the step. */
export const scaleByRate = (rate: BuiltSchedule): Transformation =>
  stateless((A, input) => {
    const alpha = rate(A, input)
    return Named.map(input.direction, (g) => times(A, g, alpha))
  })

/** d = g + λ·θ. */
export const addDecayedWeights = (lambda: number): Transformation =>
  stateless((A, { direction, parameters }) =>
    lambda === 0
      ? direction
      : Named.map(direction, (g, name) => A.add(g, scale(A, Named.get(parameters, name), lambda))),
  )
