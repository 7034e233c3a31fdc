import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import { child, permutation } from '../../random/index.ts'
import { selectPoints } from '../../statistics/index.ts'
import type { FittedDensity } from './build.ts'
import { buildDensity, defaultDensity, fitBuilt } from './build.ts'
import type { Densities, TrainingCodes } from './density.ts'

/** A density that was tried: the mean log-density of codes that were held out of its fit, in nats. */
export interface DensityTrial {
  readonly density: string
  readonly logDensity: number
}

const some = ({ codes, posteriors }: TrainingCodes, rows: Uint32Array): TrainingCodes => ({
  codes: selectPoints(codes, rows),
  ...(posteriors === undefined
    ? {}
    : {
        posteriors: {
          means: selectPoints(posteriors.means, rows),
          deviations: selectPoints(posteriors.deviations, rows),
        },
      }),
})

/** Fits every density that the model can have on four fifths of the codes, and measures it by the others. */
const tryAll = (
  densities: Densities,
  model: Model,
  training: TrainingCodes,
  from: Stream,
): ReadonlyArray<DensityTrial> => {
  const order = permutation(child(from, 'held out'), training.codes.length)
  const count = Math.max(1, Math.floor(training.codes.length / 5))
  const [heldOut, rest] = [some(training, order.subarray(0, count)), some(training, order.subarray(count))]
  return Object.keys(densities).flatMap((name) => {
    const density = pipe(
      buildDensity(densities, { density: name }, model),
      Either.bindTo('ready'),
      Either.bind('fit', ({ ready }) => fitBuilt(ready, rest, child(from, name))),
      Either.map(({ ready, fit }) => ready.built.density(fit.fitted)),
    )
    if (Either.isLeft(density) || density.right.logDensity === undefined) return []
    const logs = density.right.logDensity(heldOut.codes)
    return [{ density: name, logDensity: logs.reduce((sum, log) => sum + log, 0) / logs.length }]
  })
}

const tooFew = (found: number): Fallible<never> =>
  failure({
    fault: 'too few rows',
    where: 'density',
    expected: 'at least 10 training rows to choose a density by',
    found: String(found),
    remedy: 'name one: "prior" or "gaussianMixture"',
  })

/**
 * The density of a registry, each with its default settings, under which held-out codes of training rows are most likely;
 * the default one for codes that have no density.
 */
export const chooseDensity = (
  densities: Densities,
  model: Model,
  training: TrainingCodes | undefined,
  from: Stream,
): Fallible<FittedDensity & { readonly trials: ReadonlyArray<DensityTrial> }> => {
  const length = training?.codes.length ?? 0
  if (training === undefined || length < 10) return tooFew(length)
  const trials = tryAll(densities, model, training, from).toSorted((a, b) => b.logDensity - a.logDensity)
  const spec = trials[0] === undefined ? defaultDensity(model) : { density: trials[0].density }
  return pipe(
    buildDensity(densities, spec, model),
    Either.flatMap((ready) => fitBuilt(ready, training, from)),
    Either.map((fit) => ({ ...fit, trials })),
  )
}
