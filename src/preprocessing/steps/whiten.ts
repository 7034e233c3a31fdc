import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { number, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { TrainingRows } from '../block.ts'
import type { Principal } from '../principal.ts'
import { principal } from '../principal.ts'
import type { Projection } from '../projection.ts'
import { projectionCodec, projectionTransform } from '../projection.ts'
import { selected, selectionFields } from '../select.ts'
import { defineStep } from '../step.ts'

/** Σ f(variance)·direction·directionᵀ, row-major. */
const spectral = ({ mean, directions }: Principal, f: (variance: number) => number): ReadonlyArray<number> => {
  const width = mean.length
  const out = new Float64Array(width * width)
  for (const { variance, direction } of directions)
    for (let i = 0, at = 0; i < width; i++)
      for (let j = 0; j < width; j++, at++)
        out[at] = (out[at] ?? 0) + f(variance) * (direction[i] ?? 0) * (direction[j] ?? 0)
  return [...out]
}

const whitening = (rows: TrainingRows, columns: ReadonlyArray<number>, epsilon: number): Projection => {
  const found = principal(rows, columns)
  return {
    sizes: rows.sizes,
    mean: [...found.mean],
    forward: spectral(found, (variance) => 1 / Math.sqrt(variance + epsilon)),
    inverse: spectral(found, (variance) => Math.sqrt(variance + epsilon)),
    ...present({ columns: columns.length === product(rows.sizes) ? undefined : columns }),
  }
}

/**
 * Whitening that stays near the columns (ZCA; Bell and Sejnowski 1997): y = C^(−½)·(x − mean) with the covariance C of the training rows, so that
 * columns are uncorrelated with variance 1 and each is most like the one it was. `epsilon` is added to every variance, which
 * damps directions that hardly vary. The inverse is exact within the directions in which the training rows vary.
 * For whitened principal components: `pca({ whiten: true })`.
 */
export const whiten = defineStep({
  name: 'whiten',
  summary: 'ZCA whitening: columns without correlations, of variance 1, each most like the one it was.',
  codec: struct({}, { epsilon: number({ minimum: 0 }), ...selectionFields }),
  example: { epsilon: 1e-5 },
  fitted: projectionCodec,
  fit: ({ epsilon = 0, ...selection }, rows, where) =>
    pipe(
      selected(where, rows, selection, ['number', 'count', 'binary']),
      Either.map((columns) => whitening(rows, columns, epsilon)),
    ),
  transform: (fitted) => projectionTransform(fitted, 'white'),
})
