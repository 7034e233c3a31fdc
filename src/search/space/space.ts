import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { failure, isPlain, settle, show } from '../../codec/index.ts'
import type { Autoencoder, Experiment } from '../../dsl/index.ts'
import { migrate, version } from '../../format/index.ts'
import type { Distributions } from '../distributions/index.ts'
import { distributions as library } from '../distributions/index.ts'
import type { Hyperparameter, Values } from './hyperparameter.ts'
import type { Node } from './parse.ts'
import { parse, resolve } from './parse.ts'
import { withSharedNames } from './sharedNames.ts'

/** A search space as a file holds it: a spec, any values of which may be distributions. */
export interface SpaceFile {
  readonly isthmus: number
  readonly kind: 'space'
  readonly [key: string]: unknown
}

/** A search space, checked: a spec with the distributions in it. */
export interface Space {
  /** As a file holds it. */
  readonly file: SpaceFile
  readonly node: Node
  /** Choices before what stands in their options. */
  readonly hyperparameters: ReadonlyArray<Hyperparameter>
  /** What each spec of the space is. */
  readonly kind: 'autoencoder' | 'experiment'
}

/**
 * A search space: an experiment or an autoencoder, any values of which may be distributions. A distribution that is used in
 * several places is one hyperparameter: `const code = integer(2, 16)` for the last layer of the encoder and the input of the
 * decoder.
 *
 * @example
 * const { choice, integer, logUniform, space } = Search
 * const code = integer(2, 16)
 * space(
 *   experiment({
 *     model: autoencoder({
 *       encoder: pipe(input([64]), dense(integer(16, 128, { log: true })), choice(relu, tanh), dense(code)),
 *       decoder: pipe(input([code]), dense(64), tanh, dense(64)),
 *       loss: mse,
 *     }),
 *     data: csv('digits.csv', { label: 'label' }),
 *     split: { validation: 0.2, test: 0.2 },
 *     optimiser: adam(logUniform(1e-4, 1e-2)),
 *     epochs: 30,
 *     batchSize: choice(16, 32, 64),
 *   }),
 * )
 */
export const space = ({ kind: _, isthmus: _isthmus, ...spec }: Autoencoder | Experiment): SpaceFile => ({
  isthmus: version,
  kind: 'space',
  ...withSharedNames(spec),
})

/** What must be alike in all trials: else their figures do not compare. */
const fixed: Readonly<Record<string, string>> = {
  data: 'trials on different rows do not compare',
  target: 'trials with different targets do not compare',
  split: 'trials that are validated on different rows do not compare',
  seed: 'the split depends on it; --seed is the seed of the search',
  preprocessing: 'losses of differently scaled rows do not compare; search once for each preprocessing',
  targetPreprocessing: 'losses of differently scaled targets do not compare; search once for each',
}

const hasDistribution = (json: unknown): boolean =>
  Array.isArray(json)
    ? json.some(hasDistribution)
    : isPlain(json) && ('distribution' in json || Object.values(json).some(hasDistribution))

const fixedFaults = (body: Readonly<Record<string, unknown>>): ReadonlyArray<Fault> =>
  Object.entries(fixed).flatMap(([key, reason]) =>
    key in body && hasDistribution(body[key])
      ? [{ fault: 'not searched', where: key, expected: 'a value', found: 'a distribution', remedy: reason }]
      : [],
  )

const nothingToSearch: Fault = {
  fault: 'no distribution',
  where: 'the space',
  expected: 'at least one distribution among the values of the spec',
  found: 'none',
  remedy: 'put a distribution in the place of a value: { "distribution": "logUniform", "from": 1e-4, "to": 1e-2 }',
}

/** The space that JSON describes, or every fault in its distributions. Whether it holds valid specs is for `checkSpace` to say. */
export const decodeSpace = (json: unknown, distributions: Distributions = library): Fallible<Space> =>
  pipe(
    migrate(json),
    Either.flatMap((file): Fallible<SpaceFile> =>
      file['kind'] === 'space'
        ? Either.right({ ...file, isthmus: version, kind: 'space' })
        : failure({
            fault: 'wrong envelope',
            where: 'kind',
            expected: '"space"',
            found: show(file['kind']),
            remedy: 'export default space(experiment({ … })), with distributions among the values',
          }),
    ),
    Either.flatMap((file) => {
      const { isthmus: _, kind: _kind, $schema: _schema, ...body } = file
      return pipe(
        settle(fixedFaults(body), () => undefined),
        Either.flatMap(() => parse(distributions, body)),
        Either.flatMap(({ node, hyperparameters }) =>
          settle(hyperparameters.length === 0 ? [nothingToSearch] : [], (): Space => ({
            file,
            node,
            hyperparameters,
            kind: 'model' in body ? 'experiment' : 'autoencoder',
          })),
        ),
      )
    }),
  )

/** The JSON of the spec that values choose. */
export const specAt = ({ node, kind }: Space, values: Values): Readonly<Record<string, unknown>> => {
  const body = resolve(node, values)
  return { isthmus: version, kind, ...(isPlain(body) ? body : {}) }
}
