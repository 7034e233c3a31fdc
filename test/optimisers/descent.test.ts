import { describe, expect, it } from 'vitest'
import { adam, chain, clipByGlobalNorm, clipByValue, freeze, sgd, weightDecay } from '../../src/index.ts'
import type { Optimiser } from '../../src/optimisers/index.ts'
import { updates } from '../../src/optimisers/index.ts'
import { isWhole } from '../cases.ts'
import { minimise, quadratic, rosenbrock } from './minimise.ts'

/** A rate that suits each update; one that only changes directions stands before sgd. */
const suited: Readonly<Record<string, readonly [quadratic: Optimiser, rosenbrock: Optimiser]>> = {
  sgd: [sgd(0.05), sgd(0.001)],
  momentum: [[{ update: 'momentum', rate: 0.01 }], [{ update: 'momentum', rate: 0.0002 }]],
  nesterov: [[{ update: 'nesterov', rate: 0.01 }], [{ update: 'nesterov', rate: 0.0002 }]],
  adagrad: [[{ update: 'adagrad', rate: 0.5 }], [{ update: 'adagrad', rate: 0.5 }]],
  rmsprop: [[{ update: 'rmsprop', rate: 0.01 }], [{ update: 'rmsprop', rate: 0.002 }]],
  adam: [adam(0.05), adam(0.02)],
  adamw: [[{ update: 'adamw', rate: 0.05, decay: 1e-4 }], [{ update: 'adamw', rate: 0.02, decay: 1e-4 }]],
  amsgrad: [[{ update: 'amsgrad', rate: 0.05 }], [{ update: 'amsgrad', rate: 0.02 }]],
  lion: [[{ update: 'lion', rate: 0.005 }], [{ update: 'lion', rate: 0.001 }]],
  clipByValue: [chain(clipByValue(1), sgd(0.05)), chain(clipByValue(10), sgd(0.001))],
  clipByGlobalNorm: [chain(clipByGlobalNorm(1), sgd(0.05)), chain(clipByGlobalNorm(10), sgd(0.001))],
  weightDecay: [chain(weightDecay(1e-3), sgd(0.05)), chain(weightDecay(1e-4), sgd(0.001))],
  freeze: [chain(sgd(0.05), freeze('other')), chain(sgd(0.001), freeze('other'))],
}

/** The long way through the valley is taken by these alone in the quick check. */
const quick = ['sgd', 'momentum', 'lion']

describe('every optimiser descends', () => {
  it('there is a rate for every update', () =>
    expect(Object.keys(suited).toSorted()).toEqual(Object.keys(updates).toSorted()))

  for (const [name, [first, second]] of Object.entries(suited)) {
    it(`${name}: a quadratic`, () => {
      expect(quadratic.value(minimise(first, quadratic, 1000))).toBeLessThan(1e-3 * quadratic.value(quadratic.start))
    })
    it.runIf(isWhole || quick.includes(name))(`${name}: Rosenbrock's valley`, () => {
      expect(rosenbrock.value(minimise(second, rosenbrock, 5000))).toBeLessThan(
        0.05 * rosenbrock.value(rosenbrock.start),
      )
    })
  }
})
