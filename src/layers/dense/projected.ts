import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Parameter } from '../core/initial.ts'
import { biasParameter } from '../core/initial.ts'
import type { Context } from '../core/layer.ts'
import type { Cotangents, StageInput } from '../core/stage.ts'
import { affine, vectorWidth, withWidth } from './dense.ts'

/** The parts of a projection, with their pullback. */
export interface Parts<T> {
  readonly parts: ReadonlyArray<T>
  readonly pullback: (dparts: ReadonlyArray<T>) => Cotangents<T>
}

/** The parameters of a code's distribution as functions of its input, by one matrix product for all of them. */
export interface Projected {
  readonly parameters: Named<Parameter>
  /** The sizes of a part of this width. */
  readonly sizesOf: (width: number) => Sizes
  readonly run: <T>(A: Tensor<T>, input: StageInput<T>) => Parts<T>
}

/**
 * Parts of these widths, each a dense layer of its own, side by side in one weight.
 *
 *     [p₁, p₂, …] = x·W + b      x: [N, i] or [N, t, i]   W: [i, Σ widths]   pₖ: [N, widthₖ] or [N, t, widthₖ]
 */
export const projected = (input: Sizes, widths: ReadonlyArray<number>, context: Context): Fallible<Projected> =>
  pipe(
    vectorWidth(input, context),
    Either.map((i): Projected => {
      const width = widths.reduce((sum, each) => sum + each, 0)
      const fan = { in: i, out: extentAt(widths, 0) }
      const sizesOf = (each: number): Sizes => withWidth(input, each)
      const dense = affine(sizesOf(width), { bias: true, transposed: false })
      return {
        sizesOf,
        parameters: {
          weight: { shape: [i, width], initialiser: 'glorotUniform', fan, outputs: 1 },
          ...biasParameter(width, fan, {}),
        },
        run: (A, stageInput) => {
          const { y, pullback } = dense(A, stageInput)
          return {
            parts: split(A, y, input.length, widths),
            pullback: (dparts) => pullback(A.concat(dparts, input.length), {}),
          }
        },
      }
    }),
  )
