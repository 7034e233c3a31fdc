import * as Either from 'fp-ts/lib/Either.js'
import type { Faults } from '../../codec/index.ts'
import { choice, describe, integer, struct } from '../../codec/index.ts'
import { keepsSizes } from '../core/define.ts'
import type { Context } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const by = describe(choice('value', 'magnitude'), 'what is compared: the entries, which is the default, or their size')
const settings = struct({ k: describe(integer({ minimum: 1 }), 'how many entries are kept') }, { by })

/** The fault of keeping more entries than there are; `key` is the setting. */
export const tooMany = (context: Context, key: string, k: number, width: number): Either.Either<Faults, never> =>
  Either.left([
    {
      fault: 'out of range',
      where: `${context.where}.${key}`,
      expected: `at most ${width}, the width of the last axis`,
      found: String(k),
    },
  ])

const topKRow = row({
  name: 'topK',
  summary: 'Keeps the k greatest entries of the last axis and sets the others to 0.',
  codec: () => settings,
  build: ({ k, by: what = 'value' }, input, context) => {
    const [width] = input.slice(-1)
    if (width === undefined) return wrongSizes(context, 'at least one axis', input)
    if (k > width) return tooMany(context, 'k', k, width)
    return built({
      output: input,
      program: (A, { x }) => {
        const mask = A.topMask(what === 'value' ? x : A.abs(x), k)
        return stage(A.mul(x, mask), (dy) => ({ dx: A.mul(dy, mask), dparameters: {} }))
      },
    })
  },
  mirror: () => null,
})

/**
 * The k winners of the last axis take all: the code of a k-sparse autoencoder (Makhzani and Frey 2014, section 2.1).
 * Of equal entries the first win. With `by: 'magnitude'` the entries farthest from 0 are kept.
 *
 *     y = x · m      dx = dy · m      m ∈ {0, 1}, k ones along the last axis      all [N, …, F]
 */
export const topK = Object.assign(
  (k: number, options: { readonly by?: 'value' | 'magnitude' } = {}) => keepsSizes({ layer: 'topK', k, ...options }),
  { definition: topKRow },
)
