import type { TypeOf } from '../../codec/index.ts'
import { describe, integer, struct } from '../../codec/index.ts'
import { fill, zerosLike } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import type { Layer } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'
import { rate } from './dropout.ts'

const token = integer({ minimum: 0, maximum: 16_777_215 })

const settings = struct(
  { rate },
  {
    by: describe(token, 'the token that takes the place of others'),
    special: describe(token, 'tokens below this one are never replaced; 5 by default, the number of special tokens'),
  },
)
type Settings = TypeOf<typeof settings>

/** Which token takes the place of others, and which are never replaced. */
export type TokenNoiseOptions = Omit<Settings, 'rate'>

/** The special tokens come first: padding 0, unknown 1, begin 2, end 3, mask 4. */
const specialTokens = 5

const tokenNoise = (name: string, summary: string, token: number): Layer<Settings> => ({
  name,
  summary,
  codec: () => settings,
  example: { rate: 0.1 },
  build: ({ rate: p, by = token, special = specialTokens }, input) =>
    built({
      output: input,
      replacement: by,
      noise: { hit: { shape: input, per: 'row', distribution: { kind: 'bernoulli', probability: p }, neutral: 0 } },
      program: (A, { x, noise }) => {
        const isWord = A.greater(x, fill(A, special - 0.5, A.shape(x)))
        const hit = A.mul(Named.get(noise, 'hit'), isWord)
        return stage(A.where(hit, fill(A, by, A.shape(x)), x), (dy) => ({
          dx: A.where(hit, zerosLike(A, dy), dy),
          dparameters: {},
        }))
      },
    }),
  mirror: () => null,
})

const use =
  (specify: (settings: Settings) => { readonly layer: string }) =>
  (p: number, options: TokenNoiseOptions = {}) =>
    keepsSizes(specify({ rate: p, ...present(options) }))

/**
 * Word dropout (Bowman et al. 2016, section 3.2): each token is replaced by the unknown token, 1, with probability `rate`.
 * It stands between the tokens and their embedding; special tokens stay what they are.
 *
 *     y = 1 if hit and x ≥ 5, else x      dx = 0 where it was replaced, else dy      at evaluation nothing is hit
 *
 * @example
 * const encoder = pipe(input([32]), wordDropout(0.3), embedding(1000, 64, { padding: 0 }), gru(64))
 */
export const wordDropout = defineLayer(
  tokenNoise('wordDropout', 'Word dropout: replaces tokens at random by the unknown token in training.', 1),
  use,
)

/**
 * Token masking (Devlin et al. 2019, section 3.1): each token is replaced by the mask token, 4, with probability `rate`.
 * It stands between the tokens and their embedding; special tokens stay what they are.
 *
 *     y = 4 if hit and x ≥ 5, else x      dx = 0 where it was replaced, else dy      at evaluation nothing is hit
 */
export const tokenMasking = defineLayer(
  tokenNoise('tokenMasking', 'Token masking: replaces tokens at random by the mask token in training.', 4),
  use,
)
