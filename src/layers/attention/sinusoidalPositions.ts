import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { defineWithoutSettings, noSettings } from '../core/define.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'
import type { Sequence } from '../shape/sequence.ts'
import { sequenceOf } from '../shape/sequence.ts'

/** P, row-major: sines in the even columns, cosines in the odd ones. */
const encodings = ({ length, width }: Sequence): Float64Array =>
  Float64Array.from({ length: length * width }, (_, i) => {
    const [t, column] = [Math.floor(i / width), i % width]
    const angle = t / 10_000 ** ((column - (column % 2)) / width)
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
  })

/**
 * Sinusoidal positional encodings, of geometrically growing wavelengths (Vaswani et al. 2017, section 3.5).
 *
 *     y = x + P      dx = dy      x, y: [N, T, E]   P[t, 2i] = sin(t / 10000^(2i/E))   P[t, 2i + 1] = cos of the same
 */
export const sinusoidalPositions = defineWithoutSettings({
  name: 'sinusoidalPositions',
  summary: 'Sinusoidal positional encodings: adds sines and cosines of the position to a sequence.',
  example: {},
  codec: () => noSettings,
  build: (_settings, input, context) =>
    pipe(
      sequenceOf(input, context),
      Either.flatMap((sequence) => {
        const positions = encodings(sequence)
        return built({
          output: input,
          padding: 'keeps',
          program: (A, { x }) =>
            stage(A.add(x, A.expand(A.constant(positions, input), A.shape(x))), (dy) => ({
              dx: dy,
              dparameters: {},
            })),
        })
      }),
    ),
})
