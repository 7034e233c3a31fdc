import type { DatasetStream, RawDataset, Split } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { HeldRows } from './heldRows.ts'
import type { Cut } from './places.ts'
import { calibrationPlace, isTrained, placesOf } from './places.ts'

/** The rows that are held in memory take at most so many bytes for each part but training, and as a sample. */
const maxBytes = 2 ** 26

/** Which parts the rows of a stream have: a block where nothing is missing has no mask, others may. */
export interface Presence {
  readonly mask: boolean
  readonly weights: boolean
  readonly targetMask: boolean
}

/** What a pass over all rows of a stream found. */
export interface Survey {
  /** The number of rows to train on. */
  readonly length: number
  readonly validation: RawDataset | undefined
  readonly test: RawDataset | undefined
  readonly calibration: RawDataset | undefined
  /** A random sample of the rows to train on, in their order; all of them where they take little memory. */
  readonly sample: RawDataset | undefined
  readonly cut: Cut
  readonly presence: Presence
}

/** How many rows there are; none of none. */
const lengthOf = (rows: RawDataset | undefined): number => rows?.length ?? 0

/**
 * Reads a stream once: counts its rows, and holds those for validation, test and calibration, and a sample, in memory. Shares that take
 * too much memory are made smaller.
 */
export const survey = async (
  { open }: DatasetStream,
  seed: Stream,
  { validation: validationShare = 0, test: testShare = 0, calibration: calibrationShare = 0 }: Split,
): Promise<Survey> => {
  const [place, samplePlace] = [placesOf(seed, 'parts'), placesOf(seed, 'sample')]
  const validation = new HeldRows(validationShare, maxBytes)
  const test = new HeldRows(testShare, maxBytes)
  const calibration = new HeldRows(calibrationShare, maxBytes)
  const calibrated = (row: number): number => calibrationPlace(place(row), testShare)
  const sample = new HeldRows(1, maxBytes)
  let length = 0
  let presence: Presence = { mask: false, weights: false, targetMask: false }
  for await (const block of open()) {
    if (testShare > 0) test.add(block, length, place)
    if (validationShare > 0) validation.add(block, length, (row) => 1 - place(row))
    if (calibrationShare > 0) calibration.add(block, length, calibrated)
    sample.add(block, length, samplePlace)
    length += block.length
    presence = {
      mask: presence.mask || block.mask !== undefined,
      weights: presence.weights || block.weights !== undefined,
      targetMask: presence.targetMask || block.target?.mask !== undefined,
    }
  }
  const cut = {
    validation: validation.share,
    test: test.share,
    calibration: calibration.share,
    calibrationFrom: testShare,
  }
  const held = { validation: validation.rows(), test: test.rows(), calibration: calibration.rows() }
  return {
    length: length - lengthOf(held.validation) - lengthOf(held.test) - lengthOf(held.calibration),
    ...held,
    sample: sample.rows((row) => isTrained(cut, place(row))),
    cut,
    presence,
  }
}
