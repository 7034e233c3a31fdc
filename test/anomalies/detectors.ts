import * as Either from 'fp-ts/lib/Either.js'
import { drawFaults, orThrow } from '../../src/codec/index.ts'
import type { Engine } from '../../src/engines/index.ts'
import { fit } from '../../src/fitted/index.ts'
import { encodeSpec, library } from '../../src/format/index.ts'
import { draftExperiment } from '../../src/node/draft/draft.ts'
import { stream } from '../../src/random/index.ts'
import type { OutlierScore, Points } from '../../src/statistics/index.ts'
import {
  fitIsolationForest,
  fitLocalOutlierFactor,
  fitNeighbourDistance,
  fitPca,
  fitPcaResidual,
  fitStandardise,
  norm,
  rocAuc,
} from '../../src/statistics/index.ts'
import { product } from '../../src/tensor/shape.ts'
import type { AnomalySet } from './sets.ts'

/** ROC AUC by the name of a detector. */
export type Figures = Readonly<Record<string, number>>

const pointsOf = ({ length, sizes, values }: AnomalySet['training']): Points => ({
  length,
  width: product(sizes),
  values: Float64Array.from(values),
})

/** As many components as keep nine tenths of the variance, as is usual. */
const components = ({ length, width, values }: Points): number => {
  const all = fitPca({ length, sizes: [width], values: Float32Array.from(values) }, width).components
  const variances = all.map((direction) => {
    let sum = 0
    for (let row = 0; row < length; row++) {
      let along = 0
      for (let j = 0; j < width; j++) along += (values[row * width + j] ?? 0) * (direction[j] ?? 0)
      sum += along * along
    }
    return sum
  })
  const total = variances.reduce((a, b) => a + b, 0)
  let kept = 0
  let count = 0
  while (kept < 0.9 * total) kept += variances[count++] ?? total
  return count
}

/** What simple detectors reach: those that depend on a seed as the mean over seeds. */
export const baselines = ({ training, test, anomalous }: AnomalySet, seeds: number): Figures => {
  const standardise = fitStandardise(pointsOf(training))
  const [points, tested] = [standardise(pointsOf(training)), standardise(pointsOf(test))]
  const auc = (score: OutlierScore): number => orThrow(rocAuc(score(tested), anomalous))
  const forests = Array.from({ length: seeds }, (_, seed) => auc(fitIsolationForest(points, stream(seed))))
  return {
    norm: auc(norm),
    'PCA residual': auc(fitPcaResidual(points, components(points))),
    'kNN, k = 5': auc(fitNeighbourDistance(points, 5)),
    'kNN, k = 1': auc(fitNeighbourDistance(points, 1)),
    LOF: auc(fitLocalOutlierFactor(points)),
    'isolation forest': forests.reduce((sum, one) => sum + one, 0) / seeds,
  }
}

/** What the draft of `isthmus new --for anomalies` reaches with a seed, by its default score and by its parts. */
export const ours = async (
  { training, test, anomalous }: AnomalySet,
  engine: Engine,
  seed: number,
  parts: ReadonlyArray<string>,
): Promise<Figures> => {
  const draft = draftExperiment(library, { source: 'npz', path: 'none.npz' }, training, { purpose: 'anomalies' })
  if (Either.isLeft(draft)) throw new Error(drawFaults(draft.left))
  const spec = encodeSpec(library, { kind: 'experiment', ...draft.right })
  const model = await fit({ ...spec }, { ...training, values: training.values.slice() }, { engine, seed })
  const figures: Array<readonly [string, number]> = [['default', orThrow(rocAuc(await model.score(test), anomalous))]]
  for (const score of parts)
    figures.push([score, orThrow(rocAuc(await model.score(test, { score, training }), anomalous))])
  await model.close()
  return Object.fromEntries(figures)
}
