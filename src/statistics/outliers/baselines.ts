import type { Stream } from '../../random/index.ts'
import type { Points } from '../points.ts'
import { fitIsolationForest } from './isolationForest.ts'
import { fitNeighbourDistance } from './neighbourDistance.ts'
import { norm } from './norm.ts'
import type { OutlierScore } from './outlierScore.ts'
import { fitPcaResidual } from './pcaResidual.ts'
import { fitStandardise } from './standardise.ts'

/** A simple detector to compare with. */
export interface Baseline {
  readonly name: string
  readonly score: OutlierScore
}

/**
 * The detectors that a model is to be compared with, fitted on training points, on columns standardised by them: the norm,
 * the residual of PCA with so many components (half the columns where it would be as many as columns or more), the
 * distance to the 5th nearest training point, and an isolation forest.
 */
export const fitBaselines = (training: Points, components: number, seed: Stream): ReadonlyArray<Baseline> => {
  const standardise = fitStandardise(training)
  const points = standardise(training)
  const kept = components < points.width ? components : Math.floor(points.width / 2)
  const detectors: ReadonlyArray<readonly [string, OutlierScore]> = [
    ['norm', norm],
    ['PCA residual', fitPcaResidual(points, kept)],
    ['5 nearest neighbours', fitNeighbourDistance(points, 5)],
    ['isolation forest', fitIsolationForest(points, seed)],
  ]
  return detectors.map(([name, score]) => ({ name, score: (rows) => score(standardise(rows)) }))
}
