import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../src/codec/index.ts'
import type { StepSpec } from '../../src/preprocessing/index.ts'
import { fit, steps, transformOf } from '../../src/preprocessing/index.ts'
import { normalCdf, normalQuantile } from '../../src/preprocessing/normal.ts'
import { minMax, oneHot, ordinal, pca, power, quantile, robust, standard } from '../../src/preprocessing/registry.ts'
import { root } from '../command.ts'

type Rows = ReadonlyArray<ReadonlyArray<number>>

interface Figures {
  readonly numbers: Rows
  readonly fresh: Rows
  readonly varied: Rows
  readonly cells: ReadonlyArray<number>
  readonly lambdas: ReadonlyArray<number>
  readonly bestLambdas: ReadonlyArray<number>
  readonly pca: Rows
  readonly whitened: Rows
  readonly oneHot: Rows
  readonly ordinal: ReadonlyArray<number>
  readonly cdf: ReadonlyArray<readonly [number, number]>
  readonly quantiles: ReadonlyArray<readonly [number, number]>
  readonly scaled: Readonly<Record<string, readonly [Rows, Rows]>>
}

const path = join(root, 'test/fixtures/preprocessing/scikit-learn.json')
// The file is written by make.py beside it.
const figures = JSON.parse(readFileSync(path, 'utf8')) as Figures

const dataOf = (rows: Rows, columns?: ReadonlyArray<string>) => ({
  sizes: [rows[0]?.length ?? 0],
  length: rows.length,
  values: Float64Array.from(rows.flat()),
  ...(columns === undefined ? {} : { columns }),
})

/** What a step, fitted on some rows, makes of others, in float64. */
const through = (spec: StepSpec, train: Rows, rows: Rows, columns?: ReadonlyArray<string>): Float64Array => {
  const [fitted] = orThrow(fit(steps, [spec], dataOf(train, columns)))
  if (fitted === undefined) throw new Error('one step')
  return Float64Array.from(transformOf(steps, fitted).forward(dataOf(rows, columns)).values)
}

/** The greatest difference, relative to numbers greater than 1. */
const difference = (found: Float64Array, expected: ReadonlyArray<number>): number =>
  found.reduce((most, value, i) => {
    const wanted = expected[i] ?? Number.NaN
    const far = Math.abs(value - wanted) / Math.max(1, Math.abs(wanted))
    return Number.isNaN(far) ? Infinity : Math.max(most, far)
  }, 0)

describe('the steps do what scikit-learn does', () => {
  it.each([
    ['standard', standard(), 1e-12],
    ['minMax', minMax(), 1e-12],
    ['robust', robust(), 1e-12],
    ['uniform', quantile({ output: 'uniform' }), 1e-12],
    ['normal', quantile({ quantiles: 15 }), 1e-9],
    // Its search for λ ends at about seven digits; the test of λ below is finer.
    ['power', power(), 1e-6],
  ] as const)('%s', (name, spec, tolerance) => {
    const [training, fresh] = figures.scaled[name] ?? [[], []]
    expect(difference(through(spec, figures.numbers, figures.numbers), training.flat())).toBeLessThan(tolerance)
    expect(difference(through(spec, figures.numbers, figures.fresh), fresh.flat())).toBeLessThan(tolerance)
  })

  it('power finds the λ of the greatest likelihood', () => {
    const [fitted] = orThrow(fit(steps, [power()], dataOf(figures.varied)))
    expect(fitted).toMatchObject({
      fitted: figures.bestLambdas.map((lambda) => ({ lambda: expect.closeTo(lambda, 9) })),
    })
  })

  it('pca, and whitened', () => {
    expect(
      difference(through(pca({ components: 2 }), figures.varied, figures.varied), figures.pca.flat()),
    ).toBeLessThan(1e-9)
    expect(
      difference(through(pca({ whiten: true }), figures.varied, figures.varied), figures.whitened.flat()),
    ).toBeLessThan(1e-9)
  })

  it('oneHot with rare categories, and ordinal', () => {
    const cells = figures.cells.map((cell) => [cell])
    const hot = through(oneHot({ columns: ['c'], minFrequency: 3 }), cells, cells, ['c'])
    expect([...hot]).toEqual(figures.oneHot.flat())
    expect([...through(ordinal({ columns: ['c'] }), cells, cells, ['c'])]).toEqual(figures.ordinal)
  })

  it('the normal distribution and its quantiles', () => {
    for (const [x, p] of figures.cdf) expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThan(1e-13)
    for (const [p, x] of figures.quantiles)
      expect(Math.abs(normalQuantile(p) - x)).toBeLessThan(1e-12 * Math.max(1, Math.abs(x)))
  })
})
