import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import { seriesDetections } from '../../../src/tasks/index.ts'

describe('detections in a series', () => {
  /** Windows of two points over seven; nothing covers the last. */
  const windows = { scores: [1, 1, 5, 4, 0], starts: [0, 1, 2, 3, 4], length: 2, points: 7 }

  it('are points, and events with their peak and the window to blame', () => {
    const { scores, flagged, events } = orThrow(seriesDetections(windows, { threshold: 2.5 }))
    expect([...scores]).toEqual([1, 1, 3, 4.5, 2, 0, Number.NaN])
    expect(flagged).toEqual([false, false, true, true, false, false, false])
    expect(events).toEqual([{ start: 2, stop: 4, peak: 3, score: 4.5, window: 2 }])
  })

  it('by the greatest window flag all points of it', () => {
    const { flagged } = orThrow(seriesDetections(windows, { threshold: 4.5, by: 'max' }))
    expect(flagged).toEqual([false, false, true, true, false, false, false])
  })

  it('close gaps, and put the oddest event first', () => {
    const apart = { scores: [3, 0, 4, 0, 0, 9], starts: [0, 1, 2, 3, 4, 5], length: 1, points: 6 }
    const { events } = orThrow(seriesDetections(apart, { threshold: 1, gap: 1 }))
    expect(events.map(({ start, stop, peak }) => [start, stop, peak])).toEqual([
      [5, 6, 5],
      [0, 3, 2],
    ])
  })

  it('have figures where points are labelled; one class is a fault', () => {
    const anomalous = [false, false, false, true, true, false, false]
    const { figures } = orThrow(seriesDetections(windows, { threshold: 2.5, anomalous }))
    expect(figures?.points).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 })
    expect(figures?.adjusted.recall).toBe(1)
    expect(figures?.ranges).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 })
    expect(figures?.rocAuc).toBe((1 + 3 / 4) / 2)
    expect(Either.isLeft(seriesDetections(windows, { threshold: 1, anomalous: anomalous.map(() => false) }))).toBe(true)
  })
})
