import { constant, noSettings } from '../core/define.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

/** P, row-major: sines in the even columns, cosines in the odd ones. */
const table = (length: number, width: number): Float64Array =>
  Float64Array.from({ length: length * width }, (_, i) => {
    const [t, column] = [Math.floor(i / width), i % width]
    const angle = t / 10_000 ** ((column - (column % 2)) / width)
    return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle)
  })

/**
 * Waves of geometrically growing length in place of trained positions (Vaswani et al. 2017, section 3.5).
 *
 *     y = x + P      dx = dy      x, y: [N, T, E]   P[t, 2i] = sin(t / 10000^(2i/E))   P[t, 2i + 1] = cos of the same
 */
export const sinusoidalPositions = constant(
  row({
    name: 'sinusoidalPositions',
    summary: 'Adds sines and cosines of the position, of many wavelengths, to every vector of a sequence.',
    codec: () => noSettings,
    build: (_settings, input, context) => {
      const [length, width] = input
      if (length === undefined || width === undefined || input.length > 2)
        return wrongSizes(context, 'a sequence of vectors, [t, e]', input)
      const positions = table(length, width)
      return built({
        output: input,
        program: (A, { x }) =>
          stage(A.add(x, A.expand(A.constant(positions, input), A.shape(x))), (dy) => ({ dx: dy, dparameters: {} })),
      })
    },
  }),
)
