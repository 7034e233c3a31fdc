import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { autoencoder, Codecs, dense, elaborate, extend, input, library, mse, pipe, tanh } from '../../src/index.ts'
import { defineSchedule } from '../../src/schedules/index.ts'
import { termWeightFaults } from '../../src/training/index.ts'
import { scalar } from '../../src/tensor/derived.ts'

const spec = autoencoder({
  encoder: pipe(input([4]), dense(6), tanh, dense(2)),
  decoder: pipe(input([2]), dense(4)),
  loss: mse,
})

describe('a schedule of a user’s own that becomes negative', () => {
  const sinking = defineSchedule({
    name: 'sinking',
    summary: 'Falls below 0.',
    codec: () => Codecs.struct({}),
    build:
      () =>
      (B, { step }) =>
        B.sub(scalar(B, 3), step),
  })
  const registry = extend(library, { schedules: [sinking] })
  const model = elaborate(registry, { ...spec, loss: [{ term: 'mse', weight: { schedule: 'sinking' } }] })

  it('is refused for a run that comes so far, and not for a shorter one', () => {
    if (Either.isLeft(model)) return expect.fail('it does not build')
    expect(termWeightFaults(model.right, 4)).toEqual([])
    expect(termWeightFaults(model.right, 10)).toMatchObject([
      { where: 'loss[0].weight', expected: 'a schedule that is never negative', found: '-1 at step 4' },
    ])
  })
})
