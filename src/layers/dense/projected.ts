import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import { affine } from './dense.ts'
import type { Parameter } from '../core/initial.ts'
import type { Context } from '../core/layer.ts'
import { wrongSizes } from '../core/layer.ts'
import type { Cotangents, StageInput } from '../core/stage.ts'

/** The parts of a projection, with what pulls their cotangents back. */
export interface Parts<T> {
  readonly parts: ReadonlyArray<T>
  readonly pullback: (dparts: ReadonlyArray<T>) => Cotangents<T>
}

/** What a code computes of its input before anything is random: one product for all that its distribution needs. */
export interface Projected {
  readonly parameters: Named<Parameter>
  /** The sizes of a part of so many entries. */
  readonly sizesOf: (width: number) => Sizes
  readonly run: <T>(A: Tensor<T>, input: StageInput<T>) => Parts<T>
}

/**
 * Parts of these widths, each a dense layer of its own, side by side in one weight.
 *
 *     [p₁, p₂, …] = x·W + b      x: [N, i] or [N, t, i]   W: [i, Σ widths]   pₖ: [N, widthₖ] or [N, t, widthₖ]
 */
export const projected = (
  input: Sizes,
  widths: ReadonlyArray<number>,
  context: Context,
): Either.Either<Faults, Projected> => {
  const [i] = input.slice(-1)
  if (i === undefined || input.length > 2)
    return wrongSizes(context, 'a vector [i] or a sequence of vectors [t, i]', input, 'flatten it first')
  const width = widths.reduce((sum, each) => sum + each, 0)
  const fan = { in: i, out: widths[0] ?? 1 }
  const sizesOf = (each: number): Sizes => [...input.slice(0, -1), each]
  const dense = affine(sizesOf(width), { bias: true, transposed: false })
  return Either.right({
    sizesOf,
    parameters: {
      weight: { shape: [i, width], initialiser: 'glorotUniform', fan, outputs: 1 },
      bias: { shape: [width], initialiser: 'zeros', fan },
    },
    run: <T>(A: Tensor<T>, given: StageInput<T>): Parts<T> => {
      const { y, pullback } = dense(A, given)
      return {
        parts: split(A, y, input.length, widths),
        pullback: (dparts) => pullback(A.concat(dparts, input.length), {}),
      }
    },
  })
}
