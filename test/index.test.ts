import { expect, it } from 'vitest'
import * as isthmus from '../src/index.ts'
import * as layers from '../src/layers/registry.ts'
import * as losses from '../src/losses/registry.ts'
import * as optimisers from '../src/optimisers/registry.ts'
import * as preprocessing from '../src/preprocessing/registry.ts'

/** Names of the root that are no namespaces: namespaces begin with a capital and hold other names. */
const flat = Object.entries(isthmus).flatMap(([name, value]) =>
  typeof value === 'object' && /^[A-Z]/.test(name) ? [] : [name],
)

const definitions = [layers, losses, optimisers, preprocessing].flatMap((registry) => Object.keys(registry))

it('the root has the language flat: every layer, term, update and preprocessing step, and few names besides', () => {
  expect(definitions.filter((name) => !flat.includes(name))).toEqual([])
  const others = flat.filter((name) => !definitions.includes(name))
  // Beside the definitions, whose number may grow: put what few specs need under a name, in src/api.
  expect(others.length, others.join(', ')).toBeLessThanOrEqual(24)
  expect(flat.length).toBeLessThanOrEqual(190)
})

it('everything else is under a name', () => {
  const names = Object.keys(isthmus)
    .filter((name) => !flat.includes(name))
    .toSorted()
  expect(names).toEqual([
    'Codecs',
    'Data',
    'Derived',
    'Engines',
    'Expressions',
    'Interpreters',
    'Layers',
    'Losses',
    'Models',
    'Named',
    'Optimisers',
    'Preprocessing',
    'Random',
    'Schedules',
    'Sources',
    'Specs',
    'Statistics',
    'Tasks',
    'Training',
  ])
})
