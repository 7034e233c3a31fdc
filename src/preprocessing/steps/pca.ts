import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { boolean, integer, number, refine, struct } from '../../codec/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { TrainingRows } from '../block.ts'
import type { Principal } from '../principal.ts'
import { principal } from '../principal.ts'
import type { Projection } from '../projection.ts'
import { projectionCodec, projectionTransform } from '../projection.ts'
import { selected, selectionFields } from '../select.ts'
import { defineStep } from '../step.ts'

const settingsCodec = refine(
  struct(
    {},
    {
      /** How many components are kept. */
      components: integer({ minimum: 1 }),
      /** Or so many that this share of the variance is kept. */
      variance: number({ exclusiveMinimum: 0, maximum: 1 }),
      /** Whether every component is divided by its deviation. */
      whiten: boolean,
      ...selectionFields,
    },
  ),
  ({ components, variance }) =>
    components === undefined || variance === undefined
      ? undefined
      : { fault: 'unused', at: 'variance', expected: 'components or variance', found: 'both' },
)

/** The directions that are kept: so many, or those of a share of the variance. */
const kept = ({ directions }: Principal, components = directions.length, share = 1): Principal['directions'] => {
  const all = directions.reduce((sum, { variance }) => sum + variance, 0)
  let sum = 0
  const count = directions.findIndex(({ variance }) => (sum += variance) >= share * all)
  return directions.slice(0, share < 1 && count >= 0 ? count + 1 : components)
}

const projectionOf = (
  rows: TrainingRows,
  columns: ReadonlyArray<number>,
  {
    components,
    variance: share,
    whiten = false,
  }: { readonly components?: number; readonly variance?: number; readonly whiten?: boolean },
): Projection => {
  const found = principal(rows, columns)
  const directions = kept(found, components, share)
  const scaleOf = (variance: number): number => (whiten ? Math.sqrt(variance) : 1)
  return {
    sizes: rows.sizes,
    mean: [...found.mean],
    forward: directions.flatMap(({ variance, direction }) =>
      Array.from(direction, (entry) => entry / scaleOf(variance)),
    ),
    inverse: columns.flatMap((_, i) =>
      directions.map(({ variance, direction }) => (direction[i] ?? 0) * scaleOf(variance)),
    ),
    ...present({ columns: columns.length === product(rows.sizes) ? undefined : columns }),
  }
}

/**
 * Principal component analysis: y = W·(x − mean), the rows of W being the directions of greatest variance of the training rows,
 * `pc1` first; with `whiten` every component is divided by its deviation, so that they are uncorrelated with variance 1. Directions in which the training
 * rows do not vary are left out. With all components the inverse is exact; with fewer it gives the nearest row that they
 * span. The entries of a row in which one is missing stay out of the loss. Columns that are not chosen come first. scikit-learn's PCA.
 */
export const pca = defineStep({
  name: 'pca',
  summary: 'Principal component analysis: rotation to the directions of greatest variance, whitened where wanted.',
  codec: settingsCodec,
  example: { components: 50, whiten: true },
  fitted: projectionCodec,
  fit: (settings, rows, where) =>
    pipe(
      selected(where, rows, settings, ['number', 'count', 'binary']),
      Either.map((columns) => projectionOf(rows, columns, settings)),
    ),
  transform: (fitted) => projectionTransform(fitted, 'pc'),
})
