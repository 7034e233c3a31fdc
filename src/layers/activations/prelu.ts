import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, TypeOf } from '../../codec/index.ts'
import { struct } from '../../codec/index.ts'
import { fill, total } from '../../tensor/derived.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentAt } from '../../tensor/shape.ts'
import { defineLayer, keepsSizes } from '../core/define.ts'
import type { Built } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import { stage } from '../core/stage.ts'
import { axis, byFeature, featureSum, perFeature, resolveAxis } from '../normalisation/features.ts'

const settings = struct({}, { axis })
export type PreluOptions = TypeOf<typeof settings>

/** One slope for all entries, or one for each feature along an axis. */
const rectifier = (input: Sizes, at: number | undefined): Fallible<Built> =>
  built({
    output: input,
    padding: 'keeps',
    parameters: {
      slope: { shape: at === undefined ? [] : [extentAt(input, at)], initialiser: 0.25, fan: { in: 1, out: 1 } },
    },
    program: (A, { x: rows, parameters }) => {
      const slope = Named.get(parameters, 'slope')
      const x = at === undefined ? rows : A.reshape(rows, byFeature(A.shape(rows), at))
      const zeros = fill(A, 0, A.shape(x))
      const slopes = at === undefined ? A.expand(slope, A.shape(x)) : perFeature(A, slope, A.shape(x))
      const isPositive = A.greater(x, zeros)
      const y = A.where(isPositive, x, A.mul(x, slopes))
      return stage(A.reshape(y, A.shape(rows)), (dy) => {
        const d = A.reshape(dy, A.shape(x))
        const dslopes = A.where(isPositive, zeros, A.mul(d, x))
        return {
          dx: A.reshape(A.where(isPositive, d, A.mul(d, slopes)), A.shape(rows)),
          dparameters: { slope: at === undefined ? total(A, dslopes) : featureSum(A, dslopes) },
        }
      })
    },
  })

/**
 * The parametric rectifier (He et al. 2015, equation 1); the slope at 0 is that of the negative side, initially ¼.
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
    example: {},
    build: ({ axis: at }, input, context) =>
      at === undefined
        ? rectifier(input, undefined)
        : pipe(
            resolveAxis(at, input, context),
            Either.flatMap((resolved) => rectifier(input, resolved)),
          ),
  },
  (specify) =>
    (options: PreluOptions = {}) =>
      keepsSizes(specify({ ...options })),
)
