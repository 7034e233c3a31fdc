import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode, orThrow } from '../../src/codec/index.ts'
import type { ColumnSchema, RawDataset } from '../../src/data/index.ts'
import { select } from '../../src/data/index.ts'
import type { Fitted, StepSpec } from '../../src/preprocessing/index.ts'
import { applyAll, fit, fittedCodec, invertAll, layoutAfter, steps } from '../../src/preprocessing/index.ts'
import * as registry from '../../src/preprocessing/registry.ts'
import { product } from '../../src/tensor/shape.ts'
import { casesPerDefinition } from '../cases.ts'

/** What the cells of a step are drawn from. */
type Cells = 'number' | 'count' | 'category' | 'date' | 'image'

interface Example {
  readonly spec: StepSpec
  readonly cells: Cells
  /** The step loses something, as its docblock says: then its inverse need not give rows back. */
  readonly loses?: true
}

/** An example of every step. A step that is not here fails the first test. */
const examples: Readonly<Record<string, Example>> = {
  clip: { spec: registry.clip({ low: -5, high: 5 }), cells: 'number', loses: true },
  cropImages: { spec: registry.cropImages({ height: 2, width: 2 }), cells: 'image', loses: true },
  dateParts: { spec: registry.dateParts(), cells: 'date' },
  impute: { spec: registry.impute({ strategy: 'median', indicator: true }), cells: 'number' },
  log1p: { spec: registry.log1p(), cells: 'count' },
  minMax: { spec: registry.minMax(), cells: 'number' },
  normaliseCounts: { spec: registry.normaliseCounts(), cells: 'count' },
  oneHot: { spec: registry.oneHot(), cells: 'category' },
  ordinal: { spec: registry.ordinal(), cells: 'category' },
  pca: { spec: registry.pca(), cells: 'number' },
  power: { spec: registry.power(), cells: 'number' },
  quantile: { spec: registry.quantile(), cells: 'number' },
  resizeImages: { spec: registry.resizeImages({ height: 2, width: 5 }), cells: 'image', loses: true },
  robust: { spec: registry.robust(), cells: 'number' },
  scale: { spec: registry.scale({ factor: 1 / 255 }), cells: 'number' },
  standard: { spec: registry.standard(), cells: 'number' },
  whiten: { spec: registry.whiten(), cells: 'number' },
}

const columns = ['a', 'b', 'c']

const schemaOf = (cells: Exclude<Cells, 'image'>, name: string): ColumnSchema => {
  if (cells === 'category') return { kind: cells, name, values: ['red', 'green', 'blue', 'other'] }
  return cells === 'date' ? { kind: cells, name, format: 'date-time' } : { kind: cells, name }
}

const cellOf: Readonly<Record<Cells, fc.Arbitrary<number>>> = {
  number: fc.integer({ min: -20_480, max: 20_480 }).map((i) => i / 2048),
  count: fc.integer({ min: 0, max: 5000 }),
  category: fc.integer({ min: 0, max: 3 }),
  date: fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }),
  image: fc.integer({ min: 0, max: 255 }),
}

/** Tables of one to twelve rows: a third column that is constant, perhaps missing cells. */
const tables = (cells: Cells, withGaps: boolean): fc.Arbitrary<RawDataset> => {
  const sizes = cells === 'image' ? [2, 3, 4] : [3]
  const width = product(sizes)
  return fc
    .integer({ min: 1, max: 12 })
    .chain((length) =>
      fc.record({
        length: fc.constant(length),
        numbers: fc.array(cellOf[cells], { minLength: length * width, maxLength: length * width }),
        constant: cellOf[cells],
        gaps: fc.array(fc.boolean(), { minLength: length * width, maxLength: length * width }),
      }),
    )
    .map(({ length, numbers, constant, gaps }) => ({
      sizes,
      length,
      values: Float64Array.from(numbers, (value, at) => (at % width === 2 ? constant : value)),
      ...(withGaps ? { mask: Float32Array.from(gaps, (gap, at) => (gap && at % 5 > 1 ? 0 : 1)) } : {}),
      ...(cells === 'image' ? {} : { columns, schema: columns.map((name) => schemaOf(cells, name)) }),
    }))
}

const fitted = (spec: StepSpec, data: RawDataset): ReadonlyArray<Fitted> => orThrow(fit(steps, [spec], data))

const isKnown = ({ mask }: RawDataset, at: number): boolean => mask?.[at] !== 0

/** The greatest difference of known entries, relative to numbers greater than 1. */
const difference = (a: RawDataset, b: RawDataset): number => {
  let most = a.values.length === b.values.length ? 0 : Infinity
  for (let at = 0; at < a.values.length; at++) {
    const [x, y] = [a.values[at] ?? Number.NaN, b.values[at] ?? Number.NaN]
    const far = Math.abs(x - y) / Math.max(1, Math.abs(x))
    if (isKnown(a, at)) most = Math.max(most, Number.isNaN(far) ? Infinity : far)
  }
  return most
}

/** Data with other numbers where they are missing. */
const disturbed = (data: RawDataset): RawDataset => ({
  ...data,
  values: Float64Array.from(data.values, (value, at) => (isKnown(data, at) ? value : 77 + at)),
})

const runs = { numRuns: Math.max(20, Math.round(casesPerDefinition / 2)) }

/** Round trips go through float32, as rows do on their way to a model. */
const tolerance: Readonly<Record<Cells, number>> = { number: 2e-5, count: 2e-5, category: 0, date: 0, image: 2e-5 }

it('every step has an example here', () => {
  // Those of text have tests of their own.
  const names = Object.values(steps).flatMap(({ name, takes }) =>
    takes.length === 1 && takes[0] === 'text' ? [] : [name],
  )
  expect(Object.keys(examples).toSorted()).toEqual(names.toSorted())
})

describe.each(Object.entries(examples))('%s', (_name, { spec, cells, loses }) => {
  it('gives finite numbers, of the layout that it says, for every entry', () => {
    fc.assert(
      fc.property(tables(cells, true), (data) => {
        const list = fitted(spec, data)
        const rows = orThrow(applyAll(steps, list, data))
        const layout = orThrow(layoutAfter(steps, list, data))
        expect(rows.values.every((value) => Number.isFinite(value))).toBe(true)
        expect(rows.values.length).toBe(data.length * product(layout.sizes))
        expect(layout.columns?.length ?? product(layout.sizes)).toBe(product(layout.sizes))
        expect(layout.schema?.map(({ name }) => name)).toEqual(layout.columns)
        expect(new Set(layout.columns).size).toBe(layout.columns?.length ?? 0)
      }),
      runs,
    )
  })

  it.skipIf(loses)('undone, gives the rows back', () => {
    fc.assert(
      fc.property(tables(cells, false), (data) => {
        const list = fitted(spec, data)
        const rows = orThrow(applyAll(steps, list, data))
        expect(difference(data, invertAll(steps, list, rows))).toBeLessThanOrEqual(tolerance[cells])
      }),
      runs,
    )
  })

  it('sees known entries alone, and what was missing stays missing', () => {
    fc.assert(
      fc.property(tables(cells, true), (data) => {
        const list = fitted(spec, data)
        expect(fitted(spec, disturbed(data))).toEqual(list)
        const rows = orThrow(applyAll(steps, list, data))
        expect(orThrow(applyAll(steps, list, disturbed(data))).values).toEqual(rows.values)
        if (cells === 'image') return
        const back = invertAll(steps, list, rows)
        for (let at = 0; at < data.values.length; at++) if (!isKnown(data, at)) expect(isKnown(back, at)).toBe(false)
      }),
      runs,
    )
  })

  it('does the same whatever the order of the rows', () => {
    fc.assert(
      fc.property(tables(cells, true), (data) => {
        const order = Array.from({ length: data.length }, (_, row) => data.length - 1 - row)
        const turned = select(data, order)
        const rows = select(orThrow(applyAll(steps, fitted(spec, data), data)), order)
        const others = orThrow(applyAll(steps, fitted(spec, turned), turned))
        // Directions of equal variance have no order of their own.
        if (spec.step !== 'pca') expect(difference(rows, others)).toBeLessThan(1e-5)
      }),
      runs,
    )
  })

  it('travels as JSON', () => {
    fc.assert(
      fc.property(tables(cells, true), (data) => {
        for (const one of fitted(spec, data))
          expect(decode(fittedCodec(steps), JSON.parse(JSON.stringify(one)))).toEqual(Either.right(one))
      }),
      { numRuns: 20 },
    )
  })
})
