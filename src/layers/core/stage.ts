import * as Named from '../../tensor/named.ts'
import type { Tensor } from '../../tensor/tensor.ts'

type NamedOf<T> = Named.Named<T>

/** The inputs of a stage: x, and under their local names its parameters, buffers and noise. */
export interface StageInput<T> {
  /** [N, …input] */
  readonly x: T
  readonly parameters: NamedOf<T>
  /** State that is carried from step to step without a gradient, such as running statistics. */
  readonly buffers: NamedOf<T>
  /** Random numbers, drawn outside; neutral at evaluation, so that there is no training mode. */
  readonly noise: NamedOf<T>
  /** [N, width]: the condition of the model, the same for all layers. */
  readonly condition?: T | undefined
  /** [N, T, 1], for a sequence x of vectors: 1 where a vector is present, 0 where it is padding. Without, all are present. */
  readonly paddingMask?: T | undefined
}

/** The cotangents of a stage's input and of each of its parameters. */
export interface Cotangents<T> {
  readonly dx: T
  readonly dparameters: NamedOf<T>
}

/** A stage's output together with its pullback, the hand-derived reverse rule. */
export interface Stage<T> {
  /** [N, …output] */
  readonly y: T
  /** Further tensors that losses may read, by name. */
  readonly aux: NamedOf<T>
  /** The next value of every buffer. */
  readonly buffers: NamedOf<T>
  /** The padding mask of y, [N, T, 1], if y is a sequence with padding and the layer does not keep the mask of x. */
  readonly paddingMask?: T | undefined
  /** Linear in (dy, daux); a name that is absent from daux counts as zero. */
  readonly pullback: (dy: T, daux: NamedOf<T>) => Cotangents<T>
}

/** A program: written once against the algebra, interpreted many times. */
export type Program = <T>(A: Tensor<T>, input: StageInput<T>) => Stage<T>

/**
 * What a layer does with the padding of a sequence of vectors. It `keeps` it where the vector that comes out at a position
 * belongs to the one that went in there, and padding does not reach the other vectors. It `handles` it where it reads the
 * padding mask and gives that of its output, if there is padding in it. Any other layer sees vectors of 0 in place of padding,
 * and gives a sequence without.
 */
export type PaddingUse = 'keeps' | 'handles'

/** A program with the scope of its names: `0` in a network, `body.0` in a residual layer. */
export interface Scoped {
  readonly scope: string
  readonly program: Program
  readonly padding?: PaddingUse | undefined
}

/** x ↦ x. */
export const identity: Program = (_A, { x, paddingMask }) => ({
  y: x,
  paddingMask,
  aux: {},
  buffers: {},
  pullback: (dy) => ({ dx: dy, dparameters: {} }),
})

/** A stage without aux tensors and buffers, as of most layers. */
export const stage = <T>(y: T, pullback: (dy: T) => Cotangents<T>): Stage<T> => ({
  y,
  aux: {},
  buffers: {},
  pullback,
})

/** A cotangent, plus another one if there is one. */
export const plus = <T>(A: Tensor<T>, d: T, other: T | undefined): T => (other === undefined ? d : A.add(d, other))

/** Vectors of 0 in place of padding; its adjoint is the same. */
export const zeroPadding = <T>(A: Tensor<T>, x: T, mask: T | undefined): T =>
  mask === undefined ? x : A.mul(x, A.expand(mask, A.shape(x)))

/** Runs a program on the tensors in its scope, and puts its results in that scope. */
const runScoped = <T>(A: Tensor<T>, { scope, program, padding }: Scoped, whole: StageInput<T>): Stage<T> => {
  const hidden = padding === undefined ? whole.paddingMask : undefined
  const { y, aux, buffers, paddingMask, pullback } = program(A, {
    x: zeroPadding(A, whole.x, hidden),
    parameters: Named.within(whole.parameters, scope),
    buffers: Named.within(whole.buffers, scope),
    noise: Named.within(whole.noise, scope),
    condition: whole.condition,
    paddingMask: padding === undefined ? undefined : whole.paddingMask,
  })
  return {
    y,
    aux,
    buffers: Named.prefix(buffers, scope),
    paddingMask: padding === 'keeps' ? whole.paddingMask : paddingMask,
    pullback: (dy, daux) => {
      const { dx, dparameters } = pullback(dy, daux)
      return { dx: zeroPadding(A, dx, hidden), dparameters: Named.prefix(dparameters, scope) }
    },
  }
}

/** A program that gives vectors of 0 in place of padding, so that its output needs no mask. */
export const withoutPadding =
  (program: Program): Program =>
  (A, input) => {
    const { y, paddingMask, pullback, ...rest } = program(A, input)
    return {
      ...rest,
      y: zeroPadding(A, y, paddingMask),
      pullback: (dy, daux) => pullback(zeroPadding(A, dy, paddingMask), daux),
    }
  }

/** The stages of one program after the other, each with its results in its scope; the padding mask goes from each to the next. */
export const stagesOf = <T>(
  A: Tensor<T>,
  programs: ReadonlyArray<Scoped>,
  input: StageInput<T>,
): ReadonlyArray<Stage<T>> => {
  let { x, paddingMask } = input
  return programs.map((scoped) => {
    const done = runScoped(A, scoped, { ...input, x, paddingMask })
    x = done.y
    paddingMask = done.paddingMask
    return done
  })
}

/**
 * One program after the other, f then g: y = g(f(x)), dx = f†(g†(dy)). The empty sequence is the identity. The padding mask
 * goes from each to the next.
 */
export const sequence =
  (programs: ReadonlyArray<Scoped>): Program =>
  (A, input) => {
    const stages = stagesOf(A, programs, input)
    const { y, paddingMask } = stages.at(-1) ?? { y: input.x, paddingMask: input.paddingMask }
    return {
      y,
      paddingMask,
      aux: Named.disjoint(...stages.map(({ aux }) => aux)),
      buffers: Named.disjoint(...stages.map(({ buffers }) => buffers)),
      pullback: (dy, daux) => {
        let dx = dy
        const dparameters = stages.toReversed().map((done) => {
          const back = done.pullback(dx, daux)
          dx = back.dx
          return back.dparameters
        })
        return { dx, dparameters: Named.disjoint(...dparameters) }
      },
    }
  }
