import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { choice, describe, failure, integer, struct } from '../../codec/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { lastExtent } from '../../tensor/shape.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import type { Context } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const by = describe(choice('value', 'magnitude'), 'what is compared: the entries or their magnitudes; value by default')
const settings = struct({ k: describe(integer({ minimum: 1 }), 'the number of entries to keep') }, { by })

/** The width of the last axis, which must hold at least k entries. */
export const widthForTopK = (k: number, input: Sizes, context: Context): Fallible<number> => {
  if (input.length === 0) return wrongSizes(context, 'at least one axis', input)
  const width = lastExtent(input)
  return k <= width
    ? Either.right(width)
    : failure({
        fault: 'out of range',
        where: `${context.where}.k`,
        expected: `at most ${width}, the width of the last axis`,
        found: String(k),
      })
}

/**
 * Top-k: keeps the k greatest entries of the last axis, as in a k-sparse autoencoder (Makhzani and Frey 2014, section
 * 2.1). Of equal entries the first are kept. With `by: 'magnitude'` the entries farthest from 0 are kept.
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}, k ones along the last axis      all [N, …, F]
 */
export const topK = defineLayer(
  {
    name: 'topK',
    summary: 'Top-k activation: keeps the k greatest entries of the last axis and sets the others to 0.',
    example: { k: 2 },
    codec: () => settings,
    build: ({ k, by: compared = 'value' }, input, context) =>
      pipe(
        widthForTopK(k, input, context),
        Either.flatMap(() =>
          built({
            output: input,
            program: (A, { x }) => {
              const mask = A.topMask(compared === 'value' ? x : A.abs(x), k)
              return stage(A.mul(x, mask), (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }))
            },
          }),
        ),
      ),
    mirror: () => null,
  },
  (specify) =>
    (k: number, options: { readonly by?: 'value' | 'magnitude' } = {}) =>
      keepsSizes(specify({ k, ...options })),
)
