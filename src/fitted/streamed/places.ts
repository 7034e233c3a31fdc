import type { Stream } from '../../random/index.ts'
import { fillRows, path } from '../../random/index.ts'

const bits = 0x800000

/** A place in (0, 1) for every row, drawn by its number alone: which part a row is in needs no pass over the rows. */
export const placesOf = (seed: Stream, name: string): ((row: number) => number) => {
  const from = path(seed, 'split', name)
  const draws = new Float64Array(2)
  return (row) => {
    fillRows(from, [row], 2, { kind: 'uniform' }, draws)
    return (Math.floor((draws[0] ?? 0) * bits) + (draws[1] ?? 0)) / bits
  }
}

/** Which rows are trained on: those that are held out neither for validation nor for test nor for calibration. */
export interface Cut {
  readonly validation: number
  readonly test: number
  readonly calibration: number
  /** Where calibration rows begin: at the share that was wanted for test. */
  readonly calibrationFrom: number
}

/** How far into the calibration rows a place lies; 1 before them. */
export const calibrationPlace = (place: number, from: number): number => (place >= from ? place - from : 1)

/** Whether a row with such a place is not held out: test rows lie at the bottom, calibration rows next, validation rows at the top. */
export const isTrained = ({ validation, test, calibration, calibrationFrom }: Cut, place: number): boolean =>
  place >= test && 1 - place >= validation && calibrationPlace(place, calibrationFrom) >= calibration
