import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orThrow, struct } from '../../src/codec/index.ts'
import { extend, library } from '../../src/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import { confusionAt } from '../../src/statistics/index.ts'
import type { ThresholdInput } from '../../src/tasks/index.ts'
import { defineThreshold, setThreshold, thresholds } from '../../src/tasks/index.ts'
import { thresholdNotices } from '../../src/tasks/thresholds/index.ts'
import { saved } from '../statistics/labels.ts'

const normal = (name: number, length: number): Float64Array =>
  draw(path(stream(21), name), length, { kind: 'normal' }).map((z) => z * z)

const input = (rows: number, part: ThresholdInput['reference']['part'] = 'calibration'): ThresholdInput => ({
  reference: { part, scores: normal(1, rows).toSorted() },
  scores: normal(2, 50),
  labelled: { scores: saved.cases[0]?.scores ?? [], anomalous: saved.cases[0]?.anomalous ?? [] },
})

const faultOf = (json: unknown, given: ThresholdInput) => {
  const set = setThreshold(thresholds, json, given)
  return Either.isLeft(set) ? set.left[0] : set
}

describe('every threshold of the registry', () => {
  it.each(Object.values(thresholds))(
    '$name is finite and named, and does not change with the order of rows',
    ({ name, example = {} }) => {
      const spec = { threshold: name, ...example }
      const given = input(400)
      const set = orThrow(setThreshold(thresholds, spec, given))
      expect(Number.isFinite(set.value)).toBe(true)
      expect(set.spec).toEqual(spec)
      expect(set.rows).toBeGreaterThan(0)
      const reversed = { ...given, scores: Float64Array.from(given.scores).toReversed() }
      expect(orThrow(setThreshold(thresholds, spec, reversed))).toEqual(set)
    },
  )

  it.each(Object.values(thresholds))('$name keeps its decisions when scores are scaled', ({ name, example = {} }) => {
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 3 }), (power) => {
        const factor = 4 ** power
        const given = input(400)
        const scaled: ThresholdInput = {
          reference: { part: 'calibration', scores: Array.from(given.reference.scores, (s) => factor * s) },
          scores: Array.from(given.scores, (s) => factor * s),
          labelled: {
            scores: Array.from(given.labelled?.scores ?? [], (s) => factor * s),
            anomalous: given.labelled?.anomalous ?? [],
          },
        }
        const spec = { threshold: name, ...example }
        const [plain, other] = [given, scaled].map((one) => orThrow(setThreshold(thresholds, spec, one)).value)
        expect((other ?? 0) / factor).toBeCloseTo(plain ?? Number.NaN, 6)
      }),
      { numRuns: 7 },
    )
  })
})

describe('thresholds', () => {
  it('promise rates of rows that were not trained on alone', () => {
    const spec = { threshold: 'conformal', alpha: 0.05 }
    expect(orThrow(setThreshold(thresholds, spec, input(100))).promised).toEqual({ of: 'false alarms', rate: 0.05 })
    expect(orThrow(setThreshold(thresholds, spec, input(100, 'training'))).promised).toBeUndefined()
  })

  it('say so where they come from training rows, and where rows are too few for a quantile', () => {
    const notices = (json: object, given: ThresholdInput) =>
      thresholdNotices(orThrow(setThreshold(thresholds, json, given)))
    const quantile = { threshold: 'quantile', level: 0.99 }
    expect(notices(quantile, input(99))).toEqual([])
    expect(notices(quantile, input(40))).toEqual([
      '40 calibration rows cannot promise 1 %: of normal rows about 2.44 % score above all of them; it takes 99',
    ])
    expect(notices(quantile, input(500, 'training'))).toEqual([
      'threshold from training rows: an overfitted model alarms too often; set split.calibration',
    ])
    expect(notices({ threshold: 'contamination', share: 0.1 }, input(3, 'training'))).toEqual([])
  })

  it('conformal says how many rows it takes', () => {
    expect(faultOf({ threshold: 'conformal', alpha: 0.01 }, input(40))).toEqual({
      fault: 'too few rows',
      where: 'threshold',
      expected: 'at least 99 calibration rows to promise 1 %',
      found: '40 rows',
      remedy: 'hold more rows out by a greater split.calibration, or promise no less than 2.44 %',
    })
  })

  it('without rows to set them are faults with a remedy', () => {
    const none: ThresholdInput = { reference: { part: 'calibration', scores: [] }, scores: [] }
    for (const { name, example = {} } of Object.values(thresholds))
      expect(faultOf({ threshold: name, ...example }, none)).toMatchObject({ fault: 'too few rows', remedy: /./ })
    expect(
      faultOf({ threshold: 'bestF1' }, { ...input(100), labelled: { scores: [1, 2], anomalous: [true, true] } }),
    ).toMatchObject({ fault: 'one class' })
  })

  it('are checked by name and by setting', () => {
    expect(faultOf({ threshold: 'conformel', alpha: 0.1 }, input(9))).toMatchObject({ remedy: /conformal/ })
    expect(faultOf({ threshold: 'conformal', alpha: 1 }, input(9))).toMatchObject({ where: 'threshold.alpha' })
    expect(faultOf({ threshold: 'tail' }, input(90))).toMatchObject({ where: 'threshold.rate' })
  })

  it('bestF1 and cost reach on labelled rows what is best there', () => {
    const [labelled] = saved.cases
    if (labelled === undefined) throw new Error('no case')
    const given = { ...input(10), labelled }
    const { value } = orThrow(setThreshold(thresholds, { threshold: 'cost', miss: 7, falseAlarm: 3 }, given))
    const { falsePositives, falseNegatives } = confusionAt(labelled.scores, labelled.anomalous, value)
    expect(3 * falsePositives + 7 * falseNegatives).toBe(labelled.leastCost)
  })

  it('the false discovery rate flags odd rows and none where all are normal', () => {
    const odd = { ...input(500), scores: [...normal(3, 40), 90, 91, 92, 93, 94] }
    const spec = { threshold: 'falseDiscoveryRate', rate: 0.2 }
    const { value } = orThrow(setThreshold(thresholds, spec, odd))
    expect(odd.scores.filter((score) => score > value).length).toBeGreaterThanOrEqual(5)
    const plain = { ...input(500), scores: Array.from(input(500).reference.scores).slice(0, 300) }
    const none = orThrow(setThreshold(thresholds, spec, plain)).value
    expect(plain.scores.filter((score) => score > none)).toEqual([])
  })

  it('the tail reaches beyond the scores, and promises what it says for an exponential tail', () => {
    const exponential = (name: number, length: number): Float64Array =>
      draw(path(stream(31), name), length, { kind: 'uniform' }).map((u) => -Math.log(u))
    const given: ThresholdInput = {
      reference: { part: 'calibration', scores: exponential(1, 4000).toSorted() },
      scores: [],
    }
    const reached = (rate: number) =>
      Math.exp(-orThrow(setThreshold(thresholds, { threshold: 'tail', rate }, given)).value) / rate
    // The seed is fixed. From 80 excesses a rate a hundred times smaller than theirs is known but roughly.
    for (const rate of [0.01, 0.004]) expect(Math.abs(Math.log(reached(rate)))).toBeLessThan(Math.log(1.5))
    expect(Math.abs(Math.log(reached(1e-4)))).toBeLessThan(Math.log(6))
    expect(orThrow(setThreshold(thresholds, { threshold: 'tail', rate: 1e-9 }, given)).value).toBeGreaterThan(
      given.reference.scores[3999] ?? 0,
    )
    expect(faultOf({ threshold: 'tail', rate: 0.5 }, given)).toMatchObject({ expected: /a rate below 2 %/ })
    expect(faultOf({ threshold: 'tail', rate: 0.001, level: 0.999 }, given)).toMatchObject({ found: '4 of 4,000 rows' })
  })

  it('may be a user’s own', () => {
    const greatest = defineThreshold({
      name: 'greatest',
      summary: 'Greatest: above every reference score.',
      codec: struct({}),
      set: (_, { reference: { part, scores } }) =>
        Either.right({ value: scores[scores.length - 1] ?? 0, by: part, rows: scores.length }),
    })
    const registry = extend(library, { thresholds: [greatest] })
    const given = input(30)
    const { value } = orThrow(setThreshold(registry.thresholds, greatest(), given))
    expect(value).toBe(given.reference.scores[29])
  })
})
