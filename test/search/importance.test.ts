import { describe, expect, it } from 'vitest'
import { importances } from '../../src/search/index.ts'
import { stream } from '../../src/random/index.ts'
import { randomValues } from '../../src/search/samplers/index.ts'
import type { Values } from '../../src/search/index.ts'
import { activeValues } from '../../src/search/space/hyperparameter.ts'
import { trialOf } from './simulated.ts'
import { small } from './spaces.ts'

const { hyperparameters } = small()

const trials = (length: number, loss: (values: Values) => number) =>
  Array.from({ length }, (_, number) => {
    const values = activeValues(hyperparameters, randomValues({ hyperparameters, ranked: [], number, seed: stream(1) }))
    return trialOf(number, 'complete', [loss(values)], values)
  })

describe('importance', () => {
  it.each(['optimiser[0].rate', 'batchSize', 'model.encoder.layers[1].units'])(
    'is nearly all that of %s where the loss depends on it alone',
    (name) => {
      const [first] = importances(
        hyperparameters,
        trials(200, (values) => values[name] ?? 0),
      )
      expect(first?.name).toBe(name)
      expect(first?.share).toBeGreaterThan(0.8)
    },
  )

  it('adds up to 1, and orders hyperparameters by their effects', () => {
    const shares = importances(
      hyperparameters,
      trials(300, (values) => 3 * Math.log(values['optimiser[0].rate'] ?? 1) + (values['batchSize'] ?? 0)),
    )
    expect(shares.slice(0, 2).map(({ name }) => name)).toEqual(['optimiser[0].rate', 'batchSize'])
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
  })

  it('is not said for few trials', () =>
    expect(
      importances(
        hyperparameters,
        trials(5, () => 1),
      ),
    ).toEqual([]))
})
