import * as Either from 'fp-ts/lib/Either.js'
import { integer, struct } from '../../codec/index.ts'
import { path, stream } from '../../random/index.ts'
import type { GaussianMixture, Points } from '../../statistics/index.ts'
import { chooseGaussianMixture, fitGaussianMixture, mixtureLogDensity } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { memoizeWeak } from '../../tensor/memoizeWeak.ts'
import type { Named } from '../../tensor/named.ts'
import * as NamedTensors from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import { codePoints } from './points.ts'
import type { Scorer } from './score.ts'
import { defineScore } from './score.ts'
import { tensorFaults } from './tensorFaults.ts'

/** What is added to every variance, relative to their mean: codes may lie in a plane. */
const regularisation = 1e-4

const tensor = (data: ReadonlyArray<number>): HostTensor => ({ shape: [data.length], data: Float64Array.from(data) })

const tensorsOf = ({ weights, means, factors }: GaussianMixture): Named<HostTensor> => ({
  weights: tensor(weights),
  means: tensor(means),
  factors: tensor(factors),
})

const numbers = (tensors: Named<HostTensor>, name: string): ReadonlyArray<number> =>
  Array.from(NamedTensors.get(tensors, name).data)

const mixtureOf = (tensors: Named<HostTensor>): GaussianMixture => ({
  covariance: 'full',
  weights: numbers(tensors, 'weights'),
  means: numbers(tensors, 'means'),
  factors: numbers(tensors, 'factors'),
})

const fitMixture = (points: Points, components: number | undefined): GaussianMixture => {
  const from = path(stream(0), 'score', 'codeDensity')
  return components === undefined
    ? chooseGaussianMixture(points, from, { covariances: ['full'], regularisation }).mixture
    : fitGaussianMixture(points, components, from, { regularisation }).mixture
}

const scorer = memoizeWeak((tensors: Named<HostTensor>): Scorer => {
  const mixture = mixtureOf(tensors)
  return { score: async (rows) => mixtureLogDensity(mixture, await codePoints(rows)).map((log) => -log) }
})

/**
 * −log p(code), in nats, for a mixture of Gaussians with full covariances that is fitted to the codes of the training rows.
 * Without `components` their number is the one of 1, 2, 4, … 16 under which codes left out of the fit are most likely.
 */
export const codeDensity = defineScore({
  name: 'codeDensity',
  summary: 'Density of the code: −log of a mixture of Gaussians fitted to the codes of the training rows.',
  codec: () => struct({}, { components: integer({ minimum: 1, maximum: 1000 }) }),
  build: ({ components }, model) =>
    Either.right({
      fit: async (training) => {
        const points = await codePoints(training)
        const count = components === undefined ? undefined : Math.min(components, points.length)
        const tensors = tensorsOf(fitMixture(points, count))
        return Either.right({ tensors, training: await scorer(tensors).score(training) })
      },
      scorer,
      check: (tensors, where) => {
        const count = tensors['weights']?.shape[0] ?? -1
        const width = product(model.code)
        const shapes = { weights: [-1], means: [count * width], factors: [count * width * width] }
        return tensorFaults(tensors, shapes, where)
      },
    }),
})
