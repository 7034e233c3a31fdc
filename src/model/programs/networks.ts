import type { Dual } from '../../interpreters/dual/index.ts'
import { constantDual, dual, tangentOf, withTangent } from '../../interpreters/dual/index.ts'
import type { Built, Noise, Program, Stage, StageInput } from '../../layers/index.ts'
import type { Evaluated, NetworkCotangents, Tangent, TermInput } from '../../losses/index.ts'
import { fill, repeatRows } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Extent } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'

type NamedOf<T> = Named.Named<T>

/** The tensors of a trained model. */
export interface Weights<T> {
  readonly parameters: NamedOf<T>
  readonly buffers: NamedOf<T>
}

/** Noise without effect, for N rows. */
export const neutralNoise = <T>(A: Tensor<T>, noise: NamedOf<Noise>, n: Extent): NamedOf<T> =>
  Named.map(noise, ({ shape, per, neutral }) => fill(A, neutral, per === 'row' ? [n, ...shape] : shape))

/** The parameters, and again under each name that another layer shares them by. */
const withAliases = <T>(parameters: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> => ({
  ...parameters,
  ...Named.map(aliases, (from) => Named.get(parameters, from)),
})

export type NetworkName = 'encoder' | 'decoder' | 'discriminator'

/** The input of one of the networks, under its own names. */
export const inputOf = <T>(
  { aliases }: Model,
  name: NetworkName,
  { parameters, buffers, noise, x, condition }: StageInput<T>,
): StageInput<T> => ({
  x,
  parameters: Named.within(withAliases(parameters, aliases), name),
  buffers: Named.within(buffers, name),
  noise: Named.within(noise, name),
  condition,
})

/** The input as dual numbers: x with the tangent v, everything else constant. */
const withInputTangent = <T>(
  { parameters, buffers, noise, condition, x }: StageInput<T>,
  v: T,
): StageInput<Dual<T>> => ({
  parameters: Named.map(parameters, constantDual),
  buffers: Named.map(buffers, constantDual),
  noise: Named.map(noise, constantDual),
  condition: condition === undefined ? undefined : constantDual(condition),
  x: withTangent(x, v),
})

/** J v by forward mode; its gradient is the tangent of the pullback at u. */
const tangentAlong = <T>(
  A: Tensor<T>,
  program: Program,
  input: StageInput<T>,
  v: T,
): { readonly value: T; readonly vjp: (u: T) => NetworkCotangents<T> } => {
  const { y, pullback } = program(dual(A), withInputTangent(input, v))
  return {
    value: tangentOf(A, y),
    vjp: (u) => {
      const { dx, dparameters } = pullback(constantDual(u), {})
      return { dx: tangentOf(A, dx), dparameters: Named.map(dparameters, (d) => tangentOf(A, d)) }
    },
  }
}

/**
 * A network at an input, for terms; full names begin with `name`. It runs when its output or its pullback is first
 * asked for; if it ran on this input before, `stage` is the result.
 */
export const evaluated = <T>(
  A: Tensor<T>,
  name: NetworkName,
  program: Program,
  input: StageInput<T>,
  stage?: Stage<T>,
): Evaluated<T> => {
  let result = stage
  const run = (): Stage<T> => (result ??= program(A, input))
  const withFullNames = ({ dx, dparameters }: NetworkCotangents<T>): NetworkCotangents<T> => ({
    dx,
    dparameters: Named.prefix(dparameters, name),
  })
  return {
    get y() {
      return run().y
    },
    get buffers() {
      return Named.prefix(run().buffers, name)
    },
    vjp: (dy) => withFullNames(run().pullback(dy, {})),
    jvp: (v): Tangent<T> => {
      const { value, vjp } = tangentAlong(A, program, input, v)
      return { value, vjp: (u) => withFullNames(vjp(u)) }
    },
  }
}

/** The decoder as a function of codes, under the noise and the condition of their rows. */
export const decoderOf = <T>(
  A: Tensor<T>,
  { program, noise: needs }: Pick<Built, 'program' | 'noise'>,
  input: Omit<StageInput<T>, 'x'>,
): TermInput<T>['decoder'] => ({
  at: (codes, repeats) => {
    if (repeats === undefined) return evaluated(A, 'decoder', program, { ...input, x: codes })
    const { noise, condition } = input
    return evaluated(A, 'decoder', program, {
      ...input,
      x: codes,
      noise: Named.map(noise, (one, name) => (needs[name]?.per === 'row' ? repeatRows(A, one, repeats) : one)),
      condition: condition === undefined ? undefined : repeatRows(A, condition, repeats),
    })
  },
})

/** A network with outputs [N, 1] as one with outputs [N]. */
const squeezed =
  (program: Program): Program =>
  (A, input) => {
    const { y, pullback, ...stage } = program(A, input)
    const n = extentAt(A.shape(input.x), 0)
    return {
      ...stage,
      y: A.reshape(y, [n]),
      pullback: (dy, daux) => pullback(A.reshape(dy, [n, 1]), daux),
    }
  }

/** The discriminator as a function of codes, under the noise and the condition of their rows. */
export const discriminatorOf = <T>(
  A: Tensor<T>,
  { program }: Pick<Built, 'program'>,
  input: Omit<StageInput<T>, 'x'>,
): NonNullable<TermInput<T>['discriminator']> => ({
  at: (codes) => evaluated(A, 'discriminator', squeezed(program), { ...input, x: codes }),
})
