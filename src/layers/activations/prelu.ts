import * as Either from 'fp-ts/lib/Either.js'
import type { Faults, TypeOf } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import { fill, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import { axis, byFeature, featureSum, perFeature, resolveAxis } from '../normalisation/features.ts'
import type { Built } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'

const settings = struct({}, { axis })
export type PreluOptions = TypeOf<typeof settings>

/** One slope for everything, or, given the axis of the features, one for each of them. */
const rectifier = (input: ReadonlyArray<number>, at: number | undefined): Either.Either<Faults, Built> =>
  built({
    output: input,
    parameters: {
      slope: { shape: at === undefined ? [] : [input[at] ?? 1], initialiser: 0.25, fan: { in: 1, out: 1 } },
    },
    program: (A, { x: rows, parameters }) => {
      const slope = Named.get(parameters, 'slope')
      const x = at === undefined ? rows : A.reshape(rows, byFeature(A.shape(rows), at))
      const zeros = fill(A, 0, A.shape(x))
      const slopes = at === undefined ? A.expand(slope, A.shape(x)) : perFeature(A, slope, A.shape(x))
      const positive = A.greater(x, zeros)
      const y = A.where(positive, x, A.mul(x, slopes))
      return stage(A.reshape(y, A.shape(rows)), (dy) => {
        const d = A.reshape(dy, A.shape(x))
        const below = A.where(positive, zeros, A.mul(d, x))
        return {
          dx: A.reshape(A.where(positive, d, A.mul(d, slopes)), A.shape(rows)),
          dparameters: { slope: at === undefined ? total(A, below) : featureSum(A, below) },
        }
      })
    },
  })

/**
 * The parametric rectifier (He et al. 2015, equation 1); the slope at 0 is that of the negative side, and begins at ¼.
 * There is one slope a, or with `axis` one for each feature or channel: axis 0 of [C, H, W], −1 of [T, F].
 *
 *     y = x if x > 0 else a·x      dx = dy · (1 if x > 0 else a)      da = Σ dy·x where x ≤ 0      a: [] or [F]
 */
export const prelu = defineLayer(
  {
    name: 'prelu',
    summary:
      'Parametric ReLU (PReLU): x where it is positive, a trained multiple of x elsewhere, one for all features or for each.',
    codec: () => settings,
    build: ({ axis: at }, input, context) =>
      at === undefined
        ? rectifier(input, undefined)
        : Either.chain((resolved: number) => rectifier(input, resolved))(resolveAxis(at, input, context)),
  },
  (specify) =>
    (options: PreluOptions = {}) =>
      keepsSizes(specify({ ...options })),
)
