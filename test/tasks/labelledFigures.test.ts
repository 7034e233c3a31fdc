import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../src/codec/index.ts'
import { draw, stream } from '../../src/random/index.ts'
import { labelledFigures } from '../../src/tasks/labelledFigures.ts'
import { saved } from '../statistics/labels.ts'

const [labelled] = saved.cases
if (labelled === undefined) throw new Error('no case')
const { scores, anomalous, threshold } = labelled

describe('figures of rows with labels', () => {
  const noise = [...draw(stream(3), scores.length, { kind: 'normal' })]
  const others = [{ name: 'noise', scores: noise }]
  const figures = orThrow(labelledFigures({ scores, anomalous, threshold, others }, stream(0)))

  it('are those of scikit-learn, each within its interval', () => {
    expect(figures.rocAuc).toMatchObject({ value: expect.closeTo(labelled.rocAuc, 10) })
    expect(figures.averagePrecision).toMatchObject({ value: expect.closeTo(labelled.averagePrecision, 10) })
    expect(figures.f1).toMatchObject({ value: expect.closeTo(labelled.f1, 10) })
    expect(figures.confusion).toEqual(labelled.confusion)
    for (const figure of [figures.rocAuc, figures.averagePrecision, figures.recall, figures.falseAlarms]) {
      if ('undefined' in figure) throw new Error(figure.undefined)
      expect(figure.low).toBeLessThan(figure.value)
      expect(figure.high).toBeGreaterThan(figure.value)
    }
  })

  it('stand beside those of other detectors', () => {
    expect(figures.baselines.map(({ name }) => name)).toEqual(['noise'])
    const [{ rocAuc } = { rocAuc: { undefined: 'none' } }] = figures.baselines
    if ('undefined' in rocAuc) throw new Error(rocAuc.undefined)
    // Noise has an area of a half; its interval holds that, for this seed.
    expect(rocAuc.low).toBeLessThan(0.5)
    expect(rocAuc.high).toBeGreaterThan(0.5)
  })

  it('that are undefined say why', () => {
    const of = (labels: ReadonlyArray<boolean>, at: number) =>
      orThrow(labelledFigures({ scores: [1, 2, 3], anomalous: labels, threshold: at, others: [] }, stream(0)))
    const normal = of([false, false, false], 9)
    expect([normal.rocAuc, normal.averagePrecision, normal.precisionAtN, normal.recall]).toEqual(
      Array.from({ length: 4 }, () => ({ undefined: 'no row is an anomaly' })),
    )
    expect(normal.precision).toEqual({ undefined: 'no row is flagged' })
    expect(normal.falseAlarms).toMatchObject({ value: 0 })
    const odd = of([true, true, true], 0)
    expect(odd.rocAuc).toEqual({ undefined: 'no row is normal' })
    expect(odd.falseAlarms).toEqual({ undefined: 'no row is normal' })
    expect(odd.recall).toMatchObject({ value: 1 })
  })

  it('want a label for each row, and scores that are numbers', () => {
    const wrong = labelledFigures({ scores: [1, 2], anomalous: [true], threshold: 0, others: [] }, stream(0))
    expect(Either.isLeft(wrong) && wrong.left[0]).toMatchObject({ where: 'options.anomalous', found: '1' })
    const nan = labelledFigures(
      { scores: [1, Number.NaN], anomalous: [true, false], threshold: 0, others: [] },
      stream(0),
    )
    expect(Either.isLeft(nan) && nan.left[0]).toMatchObject({ fault: 'not a number' })
  })
})
