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
  /** Linear in (dy, daux); a name that is absent from daux counts as zero. */
  readonly pullback: (dy: T, daux: NamedOf<T>) => Cotangents<T>
}

/** A program: written once against the algebra, interpreted many times. */
export type Program = <T>(A: Tensor<T>, input: StageInput<T>) => Stage<T>

/** A program with the scope of its names: `0` in a network, `body.0` in a residual layer. */
export interface Scoped {
  readonly scope: string
  readonly program: Program
}

/** x ↦ x. */
export const identity: Program = (_A, { x }) => ({
  y: x,
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

/** Runs a program on the tensors in its scope, and puts its results in that scope. */
const runScoped = <T>(A: Tensor<T>, { scope, program }: Scoped, whole: StageInput<T>): Stage<T> => {
  const { y, aux, buffers, pullback } = program(A, {
    x: whole.x,
    parameters: Named.within(whole.parameters, scope),
    buffers: Named.within(whole.buffers, scope),
    noise: Named.within(whole.noise, scope),
    condition: whole.condition,
  })
  return {
    y,
    aux,
    buffers: Named.prefix(buffers, scope),
    pullback: (dy, daux) => {
      const { dx, dparameters } = pullback(dy, daux)
      return { dx, dparameters: Named.prefix(dparameters, scope) }
    },
  }
}

/**
 * One program after the other, f then g: y = g(f(x)), dx = f†(g†(dy)). The empty sequence is the identity.
 */
export const sequence =
  (programs: ReadonlyArray<Scoped>): Program =>
  (A, input) => {
    let { x } = input
    const stages = programs.map((scoped) => {
      const done = runScoped(A, scoped, { ...input, x })
      x = done.y
      return done
    })
    return {
      y: x,
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
