import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { settle } from '../../codec/index.ts'
import type { Points } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Named } from '../../tensor/named.ts'
import { distancesFrom, fitGaussian, gaussianShapes, widest } from './gaussian.ts'
import type { BuiltScore, ScoreInput, Scorer } from './score.ts'
import { tensorFaults } from './tensorFaults.ts'

/** What the distance is of: points of so many entries. */
interface Measured {
  readonly width: number
  readonly points: (rows: ScoreInput) => Promise<Points>
  /** Whether the entries are residuals of the target: all in one unit, and each with its contribution. */
  readonly areResiduals?: boolean
}

const scorerFor = ({ points, areResiduals = false }: Measured, tensors: Named<HostTensor>): Scorer => {
  const distances = distancesFrom(tensors)
  return {
    score: async (rows) => distances.of(await points(rows)),
    ...(areResiduals ? { contributions: async (rows: ScoreInput) => distances.byEntry(await points(rows)) } : {}),
  }
}

/**
 * A score that is a squared Mahalanobis distance: of points from their mean over the training rows, by their shrunk
 * covariance there.
 */
export const distanceScore = (measured: Measured, where: string): Fallible<BuiltScore> => {
  const { width, points, areResiduals = false } = measured
  const scorer = memoizeWeak((tensors: Named<HostTensor>) => scorerFor(measured, tensors))
  const tooWide = {
    fault: 'too large',
    where,
    expected: `at most ${widest} entries, as the covariance of more is too large`,
    found: String(width),
    remedy: 'choose the score "standardisedResiduals"',
  }
  return pipe(
    settle(width > widest ? [tooWide] : [], (): BuiltScore => ({
      fit: async (training) => {
        const all = await points(training)
        const tensors = fitGaussian(all, areResiduals)
        return Either.right({ tensors, training: distancesFrom(tensors).of(all) })
      },
      scorer,
      check: (tensors, place) => tensorFaults(tensors, gaussianShapes(width), place),
    })),
  )
}
