import { fill, sumTo } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Cell, Pulled, Taken } from './cell.ts'
import { at } from './cell.ts'
import type { Course } from './sequenceOptions.ts'
import { stack, unstack } from './sequenceOptions.ts'
import { asRows } from '../dense/dense.ts'
import { apart, gatesOf } from './gates.ts'
import { paddingMask } from './paddingMask.ts'
import type { Program, Stage, StageInput } from '../core/stage.ts'
import { plus, stage } from '../core/stage.ts'

type Tensors<T> = ReadonlyArray<T>

/** Which steps are there, [N, T, h]; undefined where every step counts. */
const mask = <T>(A: Tensor<T>, x: T, { mask: masked, length, units }: Course): T | undefined =>
  masked ? A.expand(paddingMask(A, x), [extentAt(A.shape(x), 0), length, units]) : undefined

/** What both ways along a sequence need. */
interface Direction<T> {
  readonly A: Tensor<T>
  readonly cell: Cell
  /** U of each gate, and the bias of the state. */
  readonly weights: Tensors<T>
  readonly bias: T | undefined
  /** Which steps are there, [N, h] each. */
  readonly present: Tensors<T> | undefined
}

/** Forward from a state: after each step the state, with the way back. `inputs` are aₜ, of each gate for all steps. */
const scan = <T>(
  { A, cell, weights, bias, present }: Direction<T>,
  inputs: ReadonlyArray<Tensors<T>>,
  begin: Tensors<T>,
) => {
  let state = begin
  return at(inputs, 0).map((_, k): Taken<T> => {
    const before = state
    const taken = cell.step(A, { inputs: inputs.map((gate) => at(gate, k)), state, weights, bias })
    state = present === undefined ? taken.state : taken.state.map((s, i) => A.where(at(present, k), s, at(before, i)))
    return { ...taken, state }
  })
}

/** Back from the last step, dy coming in beside: what each step pulls back. */
const scanBackward = <T>(
  { A, weights, present }: Direction<T>,
  taken: ReadonlyArray<Taken<T>>,
  dy: Tensors<T>,
  end: Tensors<T>,
) => {
  let dstate = end
  const back = taken.toReversed().map(({ pullback }, i): Pulled<T> => {
    const k = taken.length - 1 - i
    const arriving = dstate.map((d, j) => (j === 0 ? plus(A, d, dy[k]) : d))
    const live = present === undefined ? arriving : arriving.map((d) => A.mul(d, at(present, k)))
    const pulled = pullback(live)
    const through = pulled.dproducts.map((d, gate) => A.matmul(d, at(weights, gate), { b: true }))
    const dh = through.reduce((sum, one) => A.add(sum, one))
    dstate = [plus(A, dh, pulled.dh), ...pulled.dothers].map((d, j) =>
      present === undefined ? d : A.add(d, A.sub(at(arriving, j), at(live, j))),
    )
    return pulled
  })
  return back.toReversed()
}

/** The cotangents of U and of the state's bias: one product a gate for all steps. */
const ofState = <T>(
  A: Tensor<T>,
  cell: Cell,
  { before, dproducts }: { readonly before: T; readonly dproducts: Tensors<T> },
) => {
  const rows = (x: T): T => A.reshape(x, asRows(A.shape(x)))
  const weights = dproducts.map((d) => A.matmul(rows(before), rows(d), { a: true }))
  const last = at(dproducts, cell.gates - 1)
  const bias = sumTo(A, last, A.shape(last).slice(2))
  return { 'state.weight': A.concat(weights, 1), ...(cell.bias ? { 'state.bias': bias } : {}) }
}

/**
 * A cell along a sequence, x: [N, T, F], with the same parameters at every step.
 *
 *     aₜ = xₜ·W + b             a: [N, T, gates·h]    one product a gate for all steps
 *     sₜ = f(aₜ, sₜ₋₁)          s₀ = 0, its first tensor is h: [N, h]
 *     y  = [h₁ … h_T], or h_T
 *     dW = Σₜ xₜᵀ·daₜ           dU = Σₜ hₜ₋₁ᵀ·d(hₜ₋₁·U)      likewise
 *
 * Masked, a step whose features are all 0 is absent: sₜ = sₜ₋₁, and 0 stands in its place in a sequence, so that the
 * layers behind see the same mask, whose derivative is 0.
 */
export const unroll =
  (cell: Cell, course: Course): Program =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const { length, units, returns } = course
    const gates = gatesOf(A, { ...input, parameters: Named.within(input.parameters, 'input') }, cell.gates, [
      length,
      units,
    ])
    const there = mask(A, input.x, course)
    const visible = (all: T): T => (there === undefined ? all : A.mul(all, there))
    const way = {
      A,
      cell,
      weights: apart(A, Named.get(input.parameters, 'state.weight'), cell.gates),
      bias: cell.bias ? Named.get(input.parameters, 'state.bias') : undefined,
      present: there === undefined ? undefined : unstack(A, there, course),
    }
    const zeros = Array.from({ length: cell.states }, () => fill(A, 0, [extentAt(A.shape(input.x), 0), units]))
    const taken = scan(
      way,
      gates.y.map((y) => unstack(A, y, course)),
      zeros,
    )
    const hidden = taken.map(({ state }) => at(state, 0))
    const y = returns === 'last' ? at(hidden, length - 1) : visible(stack(A, hidden, course))
    return stage(y, (dy) => {
      const end = returns === 'last' ? [dy, ...zeros.slice(1)] : zeros
      const beside = returns === 'last' ? [] : unstack(A, visible(dy), course)
      const pulled = scanBackward(way, taken, beside, end)
      const all = (of: (one: Pulled<T>) => Tensors<T>): Tensors<T> =>
        Array.from({ length: cell.gates }, (_, gate) =>
          stack(
            A,
            pulled.map((one) => at(of(one), gate)),
            course,
          ),
        )
      const before = stack(A, [at(zeros, 0), ...hidden.slice(0, -1)], course)
      const { dx, dparameters } = gates.pullback(all(({ dinputs }) => dinputs))
      const state = ofState(A, cell, { before, dproducts: all(({ dproducts }) => dproducts) })
      return { dx, dparameters: { ...Named.prefix(dparameters, 'input'), ...state } }
    })
  }
