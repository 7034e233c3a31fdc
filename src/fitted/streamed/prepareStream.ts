import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { failure, IsthmusError, orThrow, settle } from '../../codec/index.ts'
import type { Dataset, DatasetStream, RawDataset, SomeOf } from '../../data/index.ts'
import type { Registry } from '../../format/index.ts'
import type { Model } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import { present } from '../../tensor/present.ts'
import { fitToModel, targetFaults } from '../../training/index.ts'
import type { FittedPreprocessing, Preparation, Prepared } from '../prepare.ts'
import { emptyParts, fitSteps, preprocess } from '../prepare.ts'
import { blockOf, widthOf } from './blocks.ts'
import type { Cut } from './places.ts'
import { isTrained, placesOf } from './places.ts'
import type { Presence, Survey } from './survey.ts'
import { survey } from './survey.ts'

/** How a stream is shuffled. */
export interface Shuffle {
  /** The number of rows in the shuffle buffer. */
  readonly buffer: number
}

/** Rows of a stream, with those for validation and test where they are given apart, in memory. */
export interface GivenStream {
  readonly stream: DatasetStream
  readonly validation?: Dataset
  readonly test?: Dataset
}

const defaultBuffer = 10_000
/** The default buffer takes no more than so many bytes. */
const maxBufferBytes = 2 ** 27

/** The size of the shuffle buffer: never more than there are rows. */
const bufferFor = (
  shuffle: Shuffle | undefined,
  length: number,
  width: number,
  batchSize: number,
): Fallible<number> => {
  const fitting = Math.min(defaultBuffer, Math.floor(maxBufferBytes / (4 * width)))
  const buffer = Math.min(length, shuffle?.buffer ?? Math.max(batchSize, fitting))
  if (buffer >= Math.min(batchSize, length)) return Either.right(buffer)
  return failure({
    fault: 'out of range',
    where: 'shuffle.buffer',
    expected: `at least ${batchSize} rows, a minibatch`,
    found: String(buffer),
    remedy: 'make the buffer larger (10,000 rows are usual), or batchSize smaller',
  })
}

const float32 = (rows: RawDataset): Dataset => {
  const { values, target, ...rest } = rows
  const asFloat32 = (numbers: RawDataset['values']): Float32Array =>
    numbers instanceof Float32Array ? numbers : Float32Array.from(numbers)
  return {
    ...rest,
    values: asFloat32(values),
    ...(target === undefined ? {} : { target: { ...target, values: asFloat32(target.values) } }),
  }
}

/** A stream of rows that fit a model; a row that does not throws `IsthmusError`. */
const fitting = (model: Model, { open }: DatasetStream): { readonly open: () => AsyncIterable<Dataset> } => ({
  open: async function* () {
    let row = 0
    for await (const block of open()) {
      yield orThrow(fitToModel(model, float32(block), `data, block from row ${row + 1}`))
      row += block.length
    }
  },
})

/** Some rows as the model sees them; none are the empty data set. */
const seen = (model: Model, steps: FittedPreprocessing, rows: RawDataset | undefined): Dataset =>
  rows === undefined ? { sizes: model.input, length: 0, values: new Float32Array(0) } : preprocess(steps, float32(rows))

/** The rows that are trained on, as the model sees them. */
async function* trainedBlocks(
  model: Model,
  stream: DatasetStream,
  steps: FittedPreprocessing,
  { cut, presence }: { readonly cut: Cut; readonly presence: Presence },
  place: (row: number) => number,
): AsyncGenerator<SomeOf> {
  const isWhole = cut.validation === 0 && cut.test === 0
  let first = 0
  for await (const block of stream.open()) {
    const start = first
    first += block.length
    const chosen = isWhole
      ? undefined
      : Uint32Array.from({ length: block.length }, (_, i) => i).filter((i) => isTrained(cut, place(start + i)))
    const rows = preprocess(steps, float32(block))
    const [fault] = targetFaults(model, rows)
    if (fault !== undefined) throw new IsthmusError([fault])
    yield { block: blockOf(rows, presence), ...present({ rows: chosen }) }
  }
}

const noRows: Fault = { fault: 'no rows', where: 'data', expected: 'at least one row', found: 'none' }

/** Reads the stream once, or says what is wrong with a row. */
const surveyed = async (rows: DatasetStream, seed: Stream, shares: Partial<Cut>): Promise<Fallible<Survey>> => {
  try {
    const found = await survey(rows, seed, shares)
    return settle(found.length === 0 && found.sample === undefined ? [noRows] : [], () => found)
  } catch (error) {
    if (error instanceof IsthmusError) return Either.left(error.faults)
    throw error
  }
}

/**
 * Makes a stream ready for training in one pass over it: every row is checked against the model; rows for validation and
 * test, drawn by their number, are held in memory, as is a random sample of the others, 64 MB at most of each;
 * preprocessing is fitted on that sample, which is all training rows where they take no more. Rows are preprocessed as
 * they are read again in every epoch.
 */
export const prepareStream = async (
  registry: Registry,
  training: Preparation & { readonly shuffle?: Shuffle; readonly batchSize: number },
  model: Model,
  seed: Stream,
  { stream, validation, test }: GivenStream,
  alreadyFitted?: FittedPreprocessing,
): Promise<Fallible<Prepared>> => {
  const { split: shares = {}, shuffle, batchSize } = training
  const own = {
    ...shares,
    ...(validation === undefined ? {} : { validation: 0 }),
    ...(test === undefined ? {} : { test: 0 }),
  }
  const rows = fitting(model, stream)
  const found = await surveyed(rows, seed, own)
  return pipe(
    found,
    Either.flatMap(({ sample, length, cut, presence, ...held }) => {
      if (sample === undefined) return failure({ ...noRows, where: 'data, training rows' })
      const steps = alreadyFitted ?? fitSteps(registry, training, float32(sample))
      const parts = {
        train: seen(model, steps, sample),
        validation: seen(model, steps, validation ?? held.validation),
        test: seen(model, steps, test ?? held.test),
      }
      const width = widthOf(blockOf(parts.train, presence))
      return pipe(
        settle([...emptyParts(own, parts, length), ...targetFaults(model, parts.train)], () => undefined),
        Either.flatMap(() => bufferFor(shuffle, length, width, batchSize)),
        Either.map((buffer) => ({
          ...steps,
          parts,
          training: {
            length,
            width,
            buffer,
            open: () => trainedBlocks(model, rows, steps, { cut, presence }, placesOf(seed, 'parts')),
          },
          validation: parts.validation,
          counts: { train: length, validation: parts.validation.length, test: parts.test.length },
        })),
      )
    }),
  )
}
