import { split } from '../tensor/adjoint.ts'
import { fill } from '../tensor/derived.ts'
import * as Named from '../tensor/named.ts'
import { extentAt, times } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import type { Cell, Taken } from './cell.ts'
import { at } from './cell.ts'
import { affine, asRows } from './dense.ts'
import { presence } from './presence.ts'
import type { Program, Stage, StageInput } from './stage.ts'
import { plus, sequence, stage } from './stage.ts'

type NamedOf<T> = Named.Named<T>
type Tensors<T> = ReadonlyArray<T>

/** How a cell goes along a sequence. */
export interface Course {
  readonly length: number
  readonly units: number
  readonly returns: 'last' | 'sequence'
  readonly mask: boolean
  readonly reverse: boolean
}

/** [N, T, w] → [N, w] for each step, in the order in which they are taken. */
const unstack = <T>(A: Tensor<T>, x: T, { length, reverse }: Course): Tensors<T> => {
  const [n = 1, , width = 1] = A.shape(x)
  const widths = Array.from({ length }, () => width)
  const parts = split(A, A.reshape(x, [n, times(width, length)]), 1, widths)
  return reverse ? parts.toReversed() : parts
}

/** [N, w] for each step, in the order in which they are taken → [N, T, w]. */
const stack = <T>(A: Tensor<T>, parts: Tensors<T>, { length, reverse }: Course): T => {
  const [n = 1, width = 1] = parts.slice(0, 1).flatMap(A.shape)
  return A.reshape(A.concat(reverse ? parts.toReversed() : parts, 1), [n, length, width])
}

const stackAll = <T>(A: Tensor<T>, rows: ReadonlyArray<NamedOf<T>>, course: Course): NamedOf<T> => {
  const column = (name: string) => rows.map((row) => Named.get(row, name))
  return Named.map(rows[0] ?? {}, (_, name) => stack(A, column(name), course))
}

const unstackAll = <T>(A: Tensor<T>, all: NamedOf<T>, course: Course): ReadonlyArray<NamedOf<T>> => {
  const columns = Named.map(all, (x) => unstack(A, x, course))
  return Array.from({ length: course.length }, (_, k) => Named.map(columns, (column) => at(column, k)))
}

/** Which steps are there, [N, T, h]; undefined where every step counts. */
const mask = <T>(A: Tensor<T>, x: T, { mask: masked, length, units }: Course): T | undefined =>
  masked ? A.expand(presence(A, x), [extentAt(A.shape(x), 0), length, units]) : undefined

/** What both ways along a sequence need. */
interface Way<T> {
  readonly A: Tensor<T>
  readonly cell: Cell
  readonly parameters: NamedOf<T>
  /** Which steps are there, [N, h] each. */
  readonly present: Tensors<T> | undefined
}

/** Forward from a state: after each step the state, and what was kept with h as it was before. */
const walk = <T>({ A, cell, parameters, present }: Way<T>, inputs: Tensors<T>, begin: Tensors<T>) => {
  let state = begin
  return inputs.map((a, k): Taken<T> => {
    const before = state
    const { state: next, kept } = cell.step(A, a, before, parameters)
    state = present === undefined ? next : next.map((s, i) => A.where(at(present, k), s, at(before, i)))
    return { state, kept: { ...kept, before: at(before, 0) } }
  })
}

/** Back from the last step, dy coming in beside: of each step the cotangents of h·U and of the h that it made. */
const walkBack = <T>(
  { A, cell, parameters, present }: Way<T>,
  factors: ReadonlyArray<NamedOf<T>>,
  dy: Tensors<T>,
  end: Tensors<T>,
) => {
  let dstate = end
  const back = factors.toReversed().map((factor, i): NamedOf<T> => {
    const k = factors.length - 1 - i
    const arriving = dstate.map((d, j) => (j === 0 ? plus(A, d, dy[k]) : d))
    const live = present === undefined ? arriving : arriving.map((d) => A.mul(d, at(present, k)))
    const { dproduct, direct } = cell.pull(A, factor, live)
    const through = A.matmul(dproduct, Named.get(parameters, 'weight'), { b: true })
    dstate = [plus(A, through, direct.h), ...direct.others].map((d, j) =>
      present === undefined ? d : A.add(d, A.sub(at(arriving, j), at(live, j))),
    )
    return { dproduct, dh: at(live, 0) }
  })
  return back.toReversed()
}

/** [N, T, w] as a matrix with a row for every step of every sequence. */
const rowsOf = <T>(A: Tensor<T>, x: T): T => A.reshape(x, asRows(A.shape(x)))

/**
 * A cell along a sequence, x: [N, T, F], with the same parameters at every step.
 *
 *     aₜ = xₜ·W + b             a: [N, T, gates·h]    one product for all steps
 *     sₜ = f(aₜ, sₜ₋₁)          s₀ = 0, its first tensor is h: [N, h]
 *     y  = [h₁ … h_T], or h_T
 *     dW = Σₜ xₜᵀ·daₜ           dU = Σₜ hₜ₋₁ᵀ·d(hₜ₋₁·U)      one product each for all steps
 *
 * Masked, a step whose features are all 0 is absent: sₜ = sₜ₋₁, and 0 stands in its place in a sequence, so that the
 * layers behind see the same mask, whose derivative is 0.
 */
export const unroll =
  (cell: Cell, course: Course): Program =>
  <T>(A: Tensor<T>, input: StageInput<T>): Stage<T> => {
    const { length, units, returns } = course
    const projection = affine([length, cell.gates * units], { bias: true, transposed: false })
    const inputs = sequence([{ scope: 'input', program: projection }])(A, input)
    const there = mask(A, input.x, course)
    const visible = (all: T): T => (there === undefined ? all : A.mul(all, there))
    const way = {
      A,
      cell,
      parameters: Named.within(input.parameters, 'state'),
      present: there === undefined ? undefined : unstack(A, there, course),
    }
    const zeros = Array.from({ length: cell.states }, () => fill(A, 0, [extentAt(A.shape(input.x), 0), units]))
    const taken = walk(way, unstack(A, inputs.y, course), zeros)
    const hidden = taken.map(({ state }) => at(state, 0))
    const y = returns === 'last' ? at(hidden, length - 1) : visible(stack(A, hidden, course))
    return stage(y, (dy) => {
      const kept = stackAll(
        A,
        taken.map((step) => step.kept),
        course,
      )
      const { factors, gather } = cell.back(A, kept)
      const end = returns === 'last' ? [dy, ...zeros.slice(1)] : zeros
      const beside = returns === 'last' ? [] : unstack(A, visible(dy), course)
      const walked = walkBack(way, unstackAll(A, factors, course), beside, end)
      const all = stackAll(A, walked, course)
      const [dproduct, dh] = [Named.get(all, 'dproduct'), Named.get(all, 'dh')]
      const { da, dparameters } = gather({ dproduct, dh })
      const before = inputs.pullback(da, {})
      const weight = A.matmul(rowsOf(A, Named.get(kept, 'before')), rowsOf(A, dproduct), { a: true })
      const state = Named.prefix({ weight, ...dparameters }, 'state')
      return { dx: before.dx, dparameters: { ...before.dparameters, ...state } }
    })
  }
