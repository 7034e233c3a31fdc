import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { DistributionSpec } from '../../src/search/distributions/index.ts'
import { buildDistribution, distributionCodec, distributions } from '../../src/search/distributions/index.ts'
import { decode } from '../../src/codec/index.ts'

const built = (spec: DistributionSpec) => {
  const one = buildDistribution(distributions, spec, 'here')
  if (Either.isLeft(one)) throw new Error(JSON.stringify(one.left))
  return one.right
}

const faultsOf = (spec: object) => {
  const decoded = decode(distributionCodec(distributions), spec, 'here')
  return Either.isLeft(decoded) ? decoded.left.map(({ where }) => where) : []
}

const unit = fc.integer({ min: 0, max: 2048 }).map((k) => k / 2048)

const examples: Readonly<Record<string, DistributionSpec>> = {
  uniform: { distribution: 'uniform', from: -3, to: 5 },
  logUniform: { distribution: 'logUniform', from: 1e-5, to: 0.1 },
  integer: { distribution: 'integer', from: 3, to: 17 },
  'integer in steps': { distribution: 'integer', from: 8, to: 64, step: 8 },
  'logarithmic integer': { distribution: 'integer', from: 1, to: 100, log: true },
  choice: { distribution: 'choice', of: ['a', 'b', 'c'] },
}

describe.each(Object.entries(examples))('%s', (_, spec) => {
  const { at, cell, levels, ordered } = built(spec)

  it('gives each u a value whose cell holds it', () => {
    fc.assert(
      fc.property(unit, (u) => {
        const [low, high] = cell(at(u))
        expect(low).toBeLessThanOrEqual(u + 1e-9)
        expect(high).toBeGreaterThanOrEqual(u - 1e-9)
        expect(low).toBeGreaterThanOrEqual(-1e-9)
        expect(high).toBeLessThanOrEqual(1 + 1e-9)
      }),
    )
  })

  it('rises', () => {
    fc.assert(
      fc.property(unit, unit, (a, b) => {
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)))
      }),
    )
  })

  it('has as many values as it says, whose cells fill [0, 1]', () => {
    if (levels === undefined) return expect(ordered).toBe(true)
    const values = [...new Set(Array.from({ length: 20_001 }, (_value, i) => at(i / 20_000)))]
    expect(values).toHaveLength(levels)
    const widths = values.map((value) => cell(value)[1] - cell(value)[0])
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(1, 9)
    return undefined
  })
})

describe('whole numbers', () => {
  it('are equally likely, ends too', () => {
    const { cell } = built({ distribution: 'integer', from: 2, to: 9, step: 3 })
    for (const value of [2, 5, 8]) expect(cell(value)[1] - cell(value)[0]).toBeCloseTo(1 / 3, 12)
  })

  it('with log, doubling the number halves how likely it is', () => {
    const { cell } = built({ distribution: 'integer', from: 1, to: 1000, log: true })
    const width = (value: number): number => cell(value)[1] - cell(value)[0]
    expect(width(400) / width(200)).toBeCloseTo(0.5, 4)
  })
})

describe('bad distributions are refused with their place', () => {
  it.each([
    [{ distribution: 'uniform', from: 2, to: 2 }, ['here.to']],
    [{ distribution: 'logUniform', from: 0, to: 1 }, ['here.from']],
    [{ distribution: 'integer', from: 0, to: 8, log: true }, ['here.from']],
    [{ distribution: 'integer', from: 0.5, to: 8 }, ['here.from']],
    [{ distribution: 'choice', of: [] }, ['here.of']],
    [{ distribution: 'unifrom', from: 0, to: 1 }, ['here.distribution']],
    [{ distribution: 'uniform', from: 0, upto: 1 }, ['here.to', 'here.upto']],
  ])('%o', (spec, places) => expect(faultsOf(spec)).toEqual(places))
})
