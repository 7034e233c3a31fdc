import { describe, expect, it } from 'vitest'
import type { FittedModel, Rows } from '../../src/fitted/index.ts'
import { fit, fitEither } from '../../src/fitted/index.ts'
import {
  adam,
  autoencoder,
  classes,
  conditioned,
  dense,
  experiment,
  gaussianNoise,
  input,
  mnist,
  mse,
  pipe,
  standard,
} from '../../src/index.ts'
import { curve, faultText, rejection } from './rows.ts'

const rows = curve(150)

const model = autoencoder({
  encoder: pipe(input([3]), gaussianNoise(0.1), dense(4), dense(2)),
  decoder: pipe(input([2]), dense(3)),
  loss: mse,
})
const training = {
  data: mnist(),
  preprocessing: [standard()],
  optimiser: adam(0.01),
  epochs: 3,
  batchSize: 16,
  seed: 4,
}
const spec = experiment({ model, ...training })

/** The rows as a stream of blocks of some sizes in turn. */
const blocks = (all: ReadonlyArray<ReadonlyArray<number>>, sizes: ReadonlyArray<number>) => ({
  stream: async function* () {
    for (let at = 0, turn = 0; at < all.length; turn++) {
      const size = sizes[turn % sizes.length] ?? 1
      yield all.slice(at, at + size)
      at += size
    }
  },
})

const result = ({ trained: { weights, preprocessing, scores }, history }: FittedModel) => ({
  weights,
  preprocessing,
  scores,
  history,
})

describe('a streamed run', () => {
  for (const engine of ['reference', 'native'] as const)
    it(`whose buffer holds all rows is the run in memory, to the bit, on the ${engine} engine`, async () => {
      const inMemory = await fit(spec, rows, { engine, validation: rows.slice(0, 40) })
      const streamed = await fit(spec, blocks(rows, [7, 50, 1]), { engine, validation: rows.slice(0, 40) })
      expect(result(streamed)).toEqual(result(inMemory))
    })

  it('does not depend on the blocks that the rows come in', async () => {
    const options = { engine: 'reference', shuffle: { buffer: 32 } } as const
    const split = { ...spec, split: { validation: 0.2, test: 0.1 } }
    const one = await fit(split, blocks(rows, [150]), options)
    for (const sizes of [[1], [64, 3], [33]])
      expect(result(await fit(split, blocks(rows, sizes), options))).toEqual(result(one))
    const single = {
      stream: async function* () {
        yield* rows
      },
    }
    expect(result(await fit(split, single, options))).toEqual(result(one))
    const other = await fit(split, blocks(rows, [150]), { ...options, shuffle: { buffer: 33 } })
    expect(result(other).weights).not.toEqual(result(one).weights)
  })

  it('holds out rows by their number, whatever is trained on', async () => {
    const split = { ...spec, split: { validation: 0.2, test: 0.1 } }
    const fitted = await fit(split, blocks(rows, [50]), { engine: 'reference', epochs: 1 })
    const { train = 0, validation = 0, test = 0 } = fitted.provenance.rows
    expect(train + validation + test).toBe(150)
    // Binomial counts: 5 standard deviations of 150 · 0.2 are 24.5; the seed is fixed, so this cannot vary.
    expect(Math.abs(validation - 30)).toBeLessThan(25)
    expect(Math.abs(test - 15)).toBeLessThan(19)
    expect(fitted.history[0]?.validation).toBeGreaterThan(0)
    expect(fitted.trained.scores).toHaveLength(validation)
    expect(fitted.provenance.scores).toBe('validation')
  })

  it('holds out calibration rows, which neither train nor validate, and scores them', async () => {
    const options = { engine: 'reference', epochs: 1 } as const
    const split = { validation: 0.2, test: 0.1 }
    const without = (await fit({ ...spec, split }, blocks(rows, [50]), options)).provenance.rows
    const fitted = await fit({ ...spec, split: { ...split, calibration: 0.3 } }, blocks(rows, [33]), options)
    const { train = 0, validation = 0, test = 0, calibration = 0 } = fitted.provenance.rows
    expect([validation, test, train + calibration]).toEqual([without['validation'], without['test'], without['train']])
    // Binomial: 5 standard deviations of 150 · 0.3 are 28; the seed is fixed.
    expect(Math.abs(calibration - 45)).toBeLessThan(28)
    expect(fitted.trained.scores).toHaveLength(calibration)
    expect(fitted.provenance.scores).toBe('calibration')
  })

  it('stops early, and stops by a signal', async () => {
    const early = { ...spec, split: { validation: 0.2 }, stopping: { patience: 1, minDelta: 1e9 }, epochs: 50 }
    const stopped = await fit(early, blocks(rows, [50]), { engine: 'reference' })
    expect(stopped.provenance).toMatchObject({ ending: 'stopped early', epochs: 2 })
    const controller = new AbortController()
    const aborted = await fit({ ...spec, epochs: 50 }, blocks(rows, [50]), {
      engine: 'reference',
      signal: controller.signal,
      onProgress: ({ kind, epoch }) => {
        if (kind === 'step' && epoch === 2) controller.abort()
      },
    })
    expect(aborted.provenance.ending).toBe('interrupted')
    expect(aborted.history).toHaveLength(1)
  })

  it('has missing entries, weights and labels as the run in memory has', async () => {
    const digit = classes('a', 'b')
    const conditional = experiment({
      ...training,
      model: autoencoder({
        condition: digit,
        encoder: pipe(input([3]), conditioned(digit), dense(2)),
        decoder: pipe(input([2]), conditioned(digit), dense(3)),
        loss: mse,
      }),
    })
    const part = (from: number, to: number): Rows => {
      const numbers = Array.from({ length: to - from }, (_, i) => from + i)
      return {
        rows: numbers.map((i) => (i > 100 && i % 5 === 0 ? [1, null, 2] : (rows[i] ?? []))),
        labels: numbers.map((i) => (i % 3 === 0 ? 'a' : 'b')),
        weights: numbers.map((i) => 1 + (i % 2)),
        missing: 'mask',
      }
    }
    const stream = async function* () {
      // No row of the first block has a missing entry.
      yield part(0, 60)
      yield part(60, 150)
    }
    for (const engine of ['reference', 'native'] as const) {
      const inMemory = await fit(conditional, part(0, 150), { engine })
      expect(result(await fit(conditional, { stream }, { engine }))).toEqual(result(inMemory))
    }
  })

  it('is compared with a target that comes with the rows', async () => {
    const target = rows.map(([a = 0]) => [a, -a])
    const paired = experiment({
      ...training,
      model: autoencoder({
        encoder: pipe(input([3]), dense(2)),
        decoder: pipe(input([2]), dense(2)),
        target: [2],
        loss: mse,
      }),
    })
    const stream = async function* () {
      for (let at = 0; at < 150; at += 40) yield { rows: rows.slice(at, at + 40), target: target.slice(at, at + 40) }
    }
    const inMemory = await fit(paired, { rows, target }, { engine: 'reference' })
    expect(result(await fit(paired, { stream }, { engine: 'reference' }))).toEqual(result(inMemory))
  })

  it('of one pass is read into memory', async () => {
    const once = async function* () {
      yield* rows
    }
    const inMemory = await fit(spec, rows, { engine: 'reference' })
    expect(result(await fit(spec, once(), { engine: 'reference' }))).toEqual(result(inMemory))
  })
})

describe('a stream that is wrong', () => {
  const engine = 'reference'
  const failing = (epoch: number, make: () => AsyncIterable<Rows>) => {
    let opened = 0
    return {
      stream: () => (opened++ === epoch ? make() : blocks(rows, [30]).stream()),
    }
  }

  it('is refused with the place of the row', async () => {
    const ragged = {
      stream: async function* () {
        yield rows.slice(0, 10)
        yield [
          [1, 2, 3],
          [4, 5],
        ]
      },
    }
    const text = await rejection(fit(spec, ragged, { engine }))
    expect(text).toContain('data from row 11 on, row 2')
    const gap = {
      stream: async function* () {
        yield rows.slice(0, 10)
        yield [[1, 2, Number.NaN]]
      },
    }
    expect(await rejection(fit(spec, gap, { engine }))).toContain('data from row 11 on, row 1, column 3')
    const none = { stream: async function* () {} }
    expect(await rejection(fit(spec, none, { engine }))).toContain('at least one row')
    const wide = {
      stream: async function* () {
        yield rows
        yield [[1, 2, 3, 4]]
      },
    }
    expect(await rejection(fit(spec, wide, { engine }))).toContain('data, block from row 151')
  })

  it('is refused where it has other rows in a later epoch', async () => {
    const shorter = failing(2, () => blocks(rows.slice(0, 99), [30]).stream())
    expect(faultText(await fitEither(spec, shorter, { engine }))).toContain('150 training rows in every epoch')
    const longer = failing(2, () => blocks([...rows, ...rows], [30]).stream())
    expect(faultText(await fitEither(spec, longer, { engine }))).toContain('found more')
    const gone = failing(3, () => {
      throw new Error('the socket closed')
    })
    await expect(fit(spec, gone, { engine })).rejects.toThrow('the socket closed')
  })

  it('is refused where the buffer is smaller than a minibatch', async () => {
    expect(await rejection(fit(spec, blocks(rows, [30]), { engine, shuffle: { buffer: 10 } }))).toContain(
      'at least 16 rows, a minibatch',
    )
  })
})
