import { fill, sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { itemAt } from '../core/itemAt.ts'
import type { Program, Stage, StageInput } from '../core/stage.ts'
import { stage } from '../core/stage.ts'
import { asRows } from '../dense/dense.ts'
import type { Cell, CellCotangents } from './cell.ts'
import { gateInputs, splitGates } from './gates.ts'
import { paddingMaskOf } from './paddingMask.ts'
import type { Scan } from './scan.ts'
import { scan, scanBackward } from './scan.ts'
import type { TimeSteps } from './timeSteps.ts'
import { stack, unstack } from './timeSteps.ts'

type Tensors<T> = ReadonlyArray<T>

/** How a cell runs along a sequence. */
export interface SequenceOptions extends TimeSteps {
  readonly units: number
  readonly returns: 'last' | 'sequence'
  readonly mask: boolean
}

/** The padding mask in the shape of all states, [N, T, h]; undefined where every step is present. */
const stateMask = <T>(A: Tensor<T>, input: StageInput<T>, options: SequenceOptions): T | undefined => {
  const mask = paddingMaskOf(A, input, options.mask)
  return mask === undefined ? undefined : A.expand(mask, [extentAt(A.shape(mask), 0), options.length, options.units])
}

/** The cotangents of U and of the state's bias, from h before each step and the cotangents of h·U: [N, T, h]. */
const stateCotangents = <T>(A: Tensor<T>, cell: Cell, before: T, dproducts: Tensors<T>): Named.Named<T> => {
  const rows = (x: T): T => A.reshape(x, asRows(A.shape(x)))
  const dweights = dproducts.map((d) => A.matmul(rows(before), rows(d), { a: true }))
  const last = itemAt(dproducts, cell.gates - 1)
  const dbias = sumTo(A, last, A.shape(last).slice(2))
  return { 'state.weight': A.concat(dweights, 1), ...(cell.bias ? { 'state.bias': dbias } : {}) }
}

/** Stacks a cotangent of each gate over all steps: [N, T, h] each. */
const stackGates = <T>(
  A: Tensor<T>,
  steps: ReadonlyArray<CellCotangents<T>>,
  gates: number,
  options: TimeSteps,
  of: (step: CellCotangents<T>) => Tensors<T>,
): Tensors<T> =>
  Array.from({ length: gates }, (_, gate) =>
    stack(
      A,
      steps.map((step) => itemAt(of(step), gate)),
      options,
    ),
  )

/**
 * A cell along a sequence, x: [N, T, F], with the same parameters at every step.
 *
 *     aₜ = xₜ·W + b             a: [N, T, gates·h]    one product a gate for all steps
 *     sₜ = f(aₜ, sₜ₋₁)          s₀ = 0, its first tensor is h: [N, h]
 *     y  = [h₁ … h_T], or h_T
 *     dW = Σₜ xₜᵀ·daₜ           dU = Σₜ hₜ₋₁ᵀ·d(hₜ₋₁·U)      likewise for the biases
 *
 * At padding sₜ = sₜ₋₁, and yₜ = 0 in a sequence: that of an embedding with `padding`, or with `mask` steps whose features are
 * all 0. The derivative of the mask is 0.
 */
export const unroll =
  (cell: Cell, options: SequenceOptions): Program =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const { length, units, returns } = options
    const inputs = { ...input, parameters: Named.within(input.parameters, 'input') }
    const gates = gateInputs(A, inputs, cell.gates, [length, units])
    const mask = stateMask(A, input, options)
    const masked = (states: T): T => (mask === undefined ? states : A.mul(states, mask))
    const recurrence: Scan<T> = {
      A,
      cell,
      weights: splitGates(A, Named.get(input.parameters, 'state.weight'), cell.gates),
      bias: cell.bias ? Named.get(input.parameters, 'state.bias') : undefined,
      present: mask === undefined ? undefined : unstack(A, mask, options),
    }
    const zeros = Array.from({ length: cell.states }, () => fill(A, 0, [extentAt(A.shape(input.x), 0), units]))
    const inputSteps = gates.y.map((y) => unstack(A, y, options))
    const steps = scan(recurrence, inputSteps, zeros)
    const hidden = steps.map(({ state }) => itemAt(state, 0))
    const y = returns === 'last' ? itemAt(hidden, length - 1) : masked(stack(A, hidden, options))
    return stage(y, (dy) => {
      const isLast = returns === 'last'
      const dsteps = isLast ? [] : unstack(A, masked(dy), options)
      const cotangents = scanBackward(recurrence, steps, dsteps, isLast ? [dy, ...zeros.slice(1)] : zeros)
      const before = stack(A, [itemAt(zeros, 0), ...hidden.slice(0, -1)], options)
      const dinputs = stackGates(A, cotangents, cell.gates, options, (step) => step.dinputs)
      const dproducts = stackGates(A, cotangents, cell.gates, options, (step) => step.dproducts)
      const { dx, dparameters } = gates.pullback(dinputs)
      return {
        dx,
        dparameters: { ...Named.prefix(dparameters, 'input'), ...stateCotangents(A, cell, before, dproducts) },
      }
    })
  }
