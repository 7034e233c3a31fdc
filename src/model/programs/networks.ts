import type { Dual } from '../../interpreters/dual/index.ts'
import { dual, withTangent, constantDual, tangentOf } from '../../interpreters/dual/index.ts'
import type { Built, Noise, Program, Stage, StageInput } from '../../layers/index.ts'
import type { DecoderJacobian, Jacobian, TermInput } from '../../losses/index.ts'
import { fill, repeatRows } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Extent } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Model } from '../model.ts'

type NamedOf<T> = Named.Named<T>

/** What a trained model knows. */
export interface Weights<T> {
  readonly parameters: NamedOf<T>
  readonly buffers: NamedOf<T>
}

/** The noise that changes nothing, for rows of this extent. */
export const neutralNoise = <T>(A: Tensor<T>, noise: NamedOf<Noise>, n: Extent): NamedOf<T> =>
  Named.map(noise, ({ shape, per, neutral: value }) => fill(A, value, per === 'row' ? [n, ...shape] : shape))

/** Every parameter under its own name, and under each name that it is borrowed by. */
const withAliases = <T>(parameters: NamedOf<T>, aliases: NamedOf<string>): NamedOf<T> => ({
  ...parameters,
  ...Named.map(aliases, (from) => Named.get(parameters, from)),
})

export type NetworkName = 'encoder' | 'decoder' | 'discriminator'

/** What one of the networks is given, under its own names. */
export const inputOf = <T>(
  { aliases }: Model,
  part: NetworkName,
  { parameters, buffers, noise, x, condition }: StageInput<T>,
): StageInput<T> => ({
  x,
  parameters: Named.within(withAliases(parameters, aliases), part),
  buffers: Named.within(buffers, part),
  noise: Named.within(noise, part),
  condition,
})

/** An input of which x alone moves, along v. */
const movingAlong = <T>({ parameters, buffers, noise, condition, x }: StageInput<T>, v: T): StageInput<Dual<T>> => ({
  parameters: Named.map(parameters, constantDual),
  buffers: Named.map(buffers, constantDual),
  noise: Named.map(noise, constantDual),
  condition: condition === undefined ? undefined : constantDual(condition),
  x: withTangent(x, v),
})

/**
 * An encoder at an input as a linear map, for terms that look at its derivative. Where it was run on the input before, it
 * is not run again. Names are the encoder's own.
 */
export const encoderJacobian = <T>(
  A: Tensor<T>,
  program: Program,
  input: StageInput<T>,
  before?: Stage<T>,
): Jacobian<T> => {
  let stage = before
  return {
    transposed: (u) => {
      stage ??= program(A, input)
      return stage.pullback(u, {}).dx
    },
    gradient: (u, v) => {
      const { pullback } = program(dual(A), movingAlong(input, v))
      const { dparameters } = pullback(constantDual(u), {})
      return Named.prefix(
        Named.map(dparameters, (d) => tangentOf(A, d)),
        'encoder',
      )
    },
  }
}

/** A decoder at a code as a linear map. Names are the decoder's own. */
export const decoderJacobian = <T>(A: Tensor<T>, program: Program, input: StageInput<T>): DecoderJacobian<T> => ({
  along: (v) => {
    const { y, pullback } = program(dual(A), movingAlong(input, v))
    const tangent = (d: Dual<T>): T => tangentOf(A, d)
    return {
      value: tangent(y),
      gradient: (u) => {
        const { dx, dparameters } = pullback(constantDual(u), {})
        return { dcode: tangent(dx), dparameters: Named.prefix(Named.map(dparameters, tangent), 'decoder') }
      },
    }
  },
})

/** A decoder on so many codes for each row, under the noise and the condition of the row. Names are the decoder's own. */
export const decoderOn =
  <T>(
    A: Tensor<T>,
    { program, noise: needs }: Pick<Built, 'program' | 'noise'>,
    { parameters, buffers, noise, condition }: Omit<StageInput<T>, 'x'>,
  ): TermInput<T>['decode'] =>
  (codes, count) => {
    const { y, pullback } = program(A, {
      x: codes,
      parameters,
      buffers,
      noise: Named.map(noise, (one, name) => (needs[name]?.per === 'row' ? repeatRows(A, one, count) : one)),
      condition: condition === undefined ? undefined : repeatRows(A, condition, count),
    })
    return {
      output: y,
      pullback: (doutput) => {
        const { dx, dparameters } = pullback(doutput, {})
        return { dcode: dx, dparameters: Named.prefix(dparameters, 'decoder') }
      },
    }
  }

/** The discriminator on codes, under the noise and the condition of their rows. */
export const discriminatorOn =
  <T>(
    A: Tensor<T>,
    { program }: Pick<Built, 'program'>,
    input: Omit<StageInput<T>, 'x'>,
  ): NonNullable<TermInput<T>['discriminate']> =>
  (codes) => {
    const { y, buffers, pullback } = program(A, { ...input, x: codes })
    const n = extentAt(A.shape(codes), 0)
    return {
      logits: A.reshape(y, [n]),
      buffers: Named.prefix(buffers, 'discriminator'),
      pullback: (dlogits) => {
        const { dx, dparameters } = pullback(A.reshape(dlogits, [n, 1]), {})
        return { dcode: dx, dparameters: Named.prefix(dparameters, 'discriminator') }
      },
    }
  }
