import * as Either from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { reference } from '../../src/engines/reference/reference.ts'
import { fit, Search } from '../../src/index.ts'
import { searchEither } from '../../src/search/index.ts'
import type { SearchResult } from '../../src/search/index.ts'
import { curve, smallFile } from './spaces.ts'

const rows = curve(80)
const engine = reference('float64')
const { search } = Search

describe('a search in memory', () => {
  let found: SearchResult

  beforeAll(async () => {
    found = await search(smallFile(), rows, { engine, trials: 6, seed: 1 })
  })

  it('trains the winner again, to the very loss that it was chosen by: pauses change nothing', () => {
    const [chosenBy] = found.best.results.at(-1)?.objectives ?? []
    expect(found.best.results.map(({ epochs }) => epochs)).toEqual([1, 3, 9])
    expect(found.model.provenance.validation).toBe(chosenBy)
  })

  it('gives the spec of the winner, which fit trains to the same weights', async () => {
    const model = await fit(found.spec, rows, { engine })
    expect(model.trained.weights).toEqual(found.model.trained.weights)
  })

  it('evaluates the winner on test rows, which are not those that it was chosen by', () => {
    expect(found.test).toMatchObject({ rows: 16, pca: { components: found.best.cost?.code } })
    expect(found.model.provenance.rows).toEqual({ train: 48, validation: 16, test: 16 })
  })

  it('knows what every trial costs before it runs', () => {
    for (const { cost } of found.trials) expect(cost).toMatchObject({ epochs: 9 })
    expect(found.best.cost?.steps).toBe(found.best.results.at(-1)?.steps)
  })
})

const faultOf = async (...[space, input]: readonly [object, object?]) => {
  const result = await searchEither(space, rows, { engine, trials: 2, ...input })
  return Either.isLeft(result) ? result.left[0] : undefined
}

describe('bad input is refused before the first trial', () => {
  const file = smallFile()
  it.each([
    ['objective', file, { objectives: ['validaton'] }, 'did you mean "validation"?'],
    ['sampler', file, { sampler: 'tp' }, 'one of grid, random, sobol, tpe'],
    ['sampler.points', file, { sampler: { sampler: 'grid', points: 1 } }, undefined],
    ['split', { ...file, split: { test: 0.2 } }, {}, 'add split: { validation: 0.2, test: 0.2 } to the space'],
    ['options.trials', file, { trials: 0 }, undefined],
    [
      'objective',
      {
        ...file,
        model: {
          ...Object(file['model']),
          loss: { distribution: 'choice', of: [[{ term: 'mse' }], [{ term: 'mae' }]] },
        },
      },
      {},
      'name a term that all losses have, such as --objective mse, or fix the loss',
    ],
  ])('%s', async (where, space, input, remedy) => {
    const fault = await faultOf(space, input)
    expect(fault?.where).toBe(where)
    expect(fault?.remedy).toBe(remedy)
  })

  it('no trial that was trained to its end is said', async () => {
    const fault = await faultOf(
      { ...file, optimiser: [{ update: 'sgd', rate: { distribution: 'logUniform', from: 1e30, to: 1e38 } }] },
      { pruner: 'none' },
    )
    expect(fault).toMatchObject({ fault: 'no trial', where: 'trial 0', remedy: 'change the space' })
  })
})

it('several objectives give a Pareto front', async () => {
  const { front } = await search(smallFile(), rows, {
    engine,
    trials: 6,
    epochs: 3,
    pruner: 'none',
    sampler: 'sobol',
    objectives: ['mse', 'parameters'],
  })
  const points = front.map(({ results }) => results.at(-1)?.objectives ?? [])
  expect(points.length).toBeGreaterThan(1)
  for (const [i, [error = 0, parameters = 0]] of points.entries()) {
    const [before = 0, more = Infinity] = points[i - 1] ?? []
    expect(error).toBeGreaterThan(before)
    expect(parameters).toBeLessThan(more)
  }
})
