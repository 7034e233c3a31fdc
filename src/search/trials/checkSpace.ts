import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Faults } from '../../codec/index.ts'
import { drawFault, failure } from '../../codec/index.ts'
import type { Spec } from '../../format/index.ts'
import type { Values } from '../space/hyperparameter.ts'
import type { Space } from '../space/space.ts'
import type { Candidate, TrialSettings } from './candidate.ts'
import { costOf, taskAt } from './candidate.ts'

/** All values from their u in [0, 1]. */
export const valuesAt = ({ hyperparameters }: Space, u: (index: number) => number): Values =>
  Object.fromEntries(hyperparameters.map(({ name, distribution }, i) => [name, distribution.at(u(i))]))

/** The corners of a space that are looked at: all lowest, all highest, and each hyperparameter moved alone. */
const corners = (space: Space): ReadonlyArray<Values> => {
  const { hyperparameters } = space
  const [lowest, highest] = [valuesAt(space, () => 0), valuesAt(space, () => 1)]
  const moved = hyperparameters.flatMap(({ name, distribution }) => {
    const { options, at } = distribution
    const values = options === undefined ? [at(0.5), at(1)] : options.map((_, i) => i)
    return values.map((value) => ({ ...lowest, [name]: value }))
  })
  return [lowest, highest, ...moved]
}

const lossOf = (spec: Spec) => (spec.kind === 'experiment' ? spec.model.loss : spec.loss)

const invalidCorners = (invalid: number, all: number, [first]: Faults): string =>
  `${invalid} of ${all} corners of the space are no valid specs; trials there are skipped: ${drawFault(first)}`

/** What the corners of a space say of it. */
export interface SpaceCheck {
  /** A valid spec of the space. */
  readonly example: Candidate
  /** Whether the loss is not the same in all specs. */
  readonly variesLoss: boolean
  /** What is to be said: corners that hold no valid spec. */
  readonly notices: ReadonlyArray<string>
}

/**
 * Elaborates corners of a space. Where none holds a valid spec the space is refused with the faults of the first, which name
 * the field; where some hold none, the notices say so, as trials there are skipped.
 */
export const checkSpace = (settings: TrialSettings, space: Space): Fallible<SpaceCheck> => {
  const all = corners(space).map((values) => taskAt(settings, space, values))
  const valid = all.flatMap((one) => (Either.isRight(one) ? [one.right] : []))
  const invalid = all.flatMap((one) => (Either.isLeft(one) ? [one.left] : []))
  const [example] = valid
  const [first] = invalid
  if (example === undefined)
    return first === undefined
      ? failure({ fault: 'no distribution', where: 'the space', expected: 'a distribution', found: 'none' })
      : Either.left(first)
  return pipe(
    costOf(settings, example),
    Either.map((cost) => ({
      example: { ...example, cost },
      variesLoss: new Set(valid.map(({ spec }) => JSON.stringify(lossOf(spec)))).size > 1,
      notices: first === undefined ? [] : [invalidCorners(invalid.length, all.length, first)],
    })),
  )
}
