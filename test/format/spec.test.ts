import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  adam,
  autoencoder,
  chain,
  clipByGlobalNorm,
  combine,
  contractive,
  csv,
  dense,
  experiment,
  input,
  klSparsity,
  maskingNoise,
  minMax,
  mse,
  pipe,
  relu,
  residual,
  sigmoid,
  summed,
  weighted,
} from '../../src/index.ts'
import { drawFaults } from '../../src/codec/index.ts'
import { mirror } from '../../src/dsl/index.ts'
import { oneCycle } from '../../src/schedules/registry.ts'
import { decodeSpec, encodeSpec, library, migrate, version } from '../../src/format/index.ts'

const encoder = pipe(
  input([6]),
  maskingNoise(0.25),
  dense(5),
  relu,
  residual((x) => pipe(x, dense(5), relu)),
  dense(3),
  sigmoid,
)
const model = autoencoder({
  encoder,
  decoder: pipe(mirror(encoder, { tied: true }), sigmoid),
  loss: combine(summed(mse), weighted(0.5, klSparsity(0.1)), contractive(2)),
})
const whole = experiment({
  model,
  data: csv('rows.csv', { label: 'y', missing: 'mask' }),
  preprocessing: [minMax()],
  split: { validation: 0.25 },
  optimiser: chain(clipByGlobalNorm(1), adam(oneCycle({ peak: 0.01 }))),
  epochs: 3,
  batchSize: 16,
  seed: 7,
  stopping: { patience: 2, minDelta: 0.001 },
})

describe('a spec is plain JSON', () => {
  for (const [name, value] of Object.entries({ autoencoder: model, experiment: whole }))
    it(`${name}: the typed functions build exactly what comes back from JSON text`, () => {
      const parsed: unknown = JSON.parse(JSON.stringify(value))
      expect(parsed).toEqual(value)
      const decoded = decodeSpec(library, parsed)
      if (Either.isLeft(decoded)) return expect.fail(drawFaults(decoded.left))
      expect(encodeSpec(library, decoded.right)).toEqual(value)
    })
})

describe('versions', () => {
  const older = { isthmus: 1, width: 32 }
  const steps = {
    1: (json: object) => ({ ...json, units: 32 }),
    2: ({ width: _, ...json }: { width?: number }) => json,
  }

  it('an older file is brought to the present one step by step', () => {
    expect(migrate(older, steps, 3)).toEqual(Either.right({ isthmus: 3, units: 32 }))
  })

  it('a present file passes as it is', () => expect(migrate(whole)).toEqual(Either.right(whole)))

  it('a version without a way to the present is refused', () => {
    expect(Either.isLeft(migrate(older, {}, 3))).toBe(true)
  })

  it('a file of a newer version is refused', () => expect(Either.isLeft(migrate({ isthmus: version + 1 }))).toBe(true))
})
