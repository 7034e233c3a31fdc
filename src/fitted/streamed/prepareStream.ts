import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { failure, IsthmusError, orThrow, settle } from '../../codec/index.ts'
import type { Dataset, DatasetStream, RawDataset, SomeOf, Split } from '../../data/index.ts'
import type { Registry } from '../../format/index.ts'
import type { Model } from '../../model/index.ts'
import { lossesOf } from '../../preprocessing/index.ts'
import type { Layout } from '../../preprocessing/index.ts'
import type { Stream } from '../../random/index.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { sameShape } from '../../tensor/shape.ts'
import { requireTarget, targetFaults, widthFaults } from '../../training/index.ts'
import type { FittedPreprocessing, Preparation, Prepared } from '../prepare.ts'
import { calibrationOf, checked, countsOf, emptyParts, fitSteps, preparePart } from '../prepare.ts'
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
  readonly validation?: RawDataset
  readonly test?: RawDataset
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

const thrown = (faults: ReadonlyArray<Fault>): void => {
  const [first, ...rest] = faults
  if (first !== undefined) throw new IsthmusError([first, ...rest])
}

/** A stream of rows that a model takes; a row that it does not take throws `IsthmusError`. */
const fitting = (model: Model, hasSteps: boolean, { open }: DatasetStream): DatasetStream => ({
  open: async function* () {
    let row = 0
    let sizes: Sizes | undefined
    for await (const block of open()) {
      const where = `data, block from row ${row + 1}`
      sizes ??= block.sizes
      thrown(widthFaults(sizes, block, where, 'the first rows have'))
      yield orThrow(checked(model, hasSteps ? sizes : undefined, block, where))
      row += block.length
    }
  },
})

/** Makes rows what the model sees, or says what is wrong with them. */
type See = (rows: RawDataset, where: string) => Fallible<Dataset>

/** Some rows as the model sees them; none are the empty data set. */
const seen = (see: See, model: Model, rows: RawDataset | undefined, where: string): Fallible<Dataset> =>
  rows === undefined ? Either.right({ sizes: model.input, length: 0, values: new Float32Array(0) }) : see(rows, where)

/** The rows that are trained on, as the model sees them. */
async function* trainedBlocks(
  model: Model,
  stream: DatasetStream,
  see: See,
  { cut, presence }: { readonly cut: Cut; readonly presence: Presence },
  place: (row: number) => number,
): AsyncGenerator<SomeOf> {
  const isWhole = cut.validation === 0 && cut.test === 0 && cut.calibration === 0
  let first = 0
  for await (const block of stream.open()) {
    const start = first
    first += block.length
    const chosen = isWhole
      ? undefined
      : Uint32Array.from({ length: block.length }, (_, i) => i).filter((i) => isTrained(cut, place(start + i)))
    const rows = orThrow(see(block, `data, block from row ${start + 1}`))
    thrown(targetFaults(model, rows))
    yield { block: blockOf(rows, presence), ...present({ rows: chosen }) }
  }
}

const noRows: Fault = { fault: 'no rows', where: 'data', expected: 'at least one row', found: 'none' }

/** Reads the stream once, or says what is wrong with a row. */
const surveyed = async (rows: DatasetStream, seed: Stream, shares: Split): Promise<Fallible<Survey>> => {
  try {
    const found = await survey(rows, seed, shares)
    return settle(found.length === 0 && found.sample === undefined ? [noRows] : [], () => found)
  } catch (error) {
    if (error instanceof IsthmusError) return Either.left(error.faults)
    throw error
  }
}

/**
 * Makes a stream ready for training in one pass over it: every row is checked against the model; rows for validation,
 * test and calibration, drawn by their number, are held in memory, as is a random sample of the others, 64 MB at most of each;
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
  const hasSteps = (alreadyFitted?.fitted ?? training.preprocessing ?? []).length > 0
  const rows = fitting(model, hasSteps, stream)
  return pipe(
    await surveyed(rows, seed, own),
    Either.flatMap(({ sample, ...found }) =>
      sample === undefined ? failure({ ...noRows, where: 'data, training rows' }) : Either.right({ ...found, sample }),
    ),
    Either.bindTo('found'),
    Either.tap(({ found: { sample } }) => requireTarget(model, sample, !sameShape(model.target, model.input))),
    Either.bind('steps', ({ found: { sample } }) =>
      alreadyFitted === undefined ? fitSteps(registry, training, sample) : Either.right(alreadyFitted),
    ),
    Either.let(
      'see',
      ({ steps }): See =>
        (some, where) =>
          preparePart(registry, model, steps, some, where),
    ),
    Either.bind('train', ({ found, see }) => see(found.sample, 'data')),
    Either.bind('validated', ({ found, see }) => seen(see, model, validation ?? found.validation, 'validation')),
    Either.bind('tested', ({ found, see }) => seen(see, model, test ?? found.test, 'test')),
    Either.bind('calibrated', ({ found, see }) => seen(see, model, found.calibration, 'calibration')),
    Either.bind('parts', ({ found, train, validated, tested, calibrated }) => {
      const parts = { train, validation: validated, test: tested, ...calibrationOf(calibrated) }
      return settle([...emptyParts(own, parts, found.length), ...targetFaults(model, train)], () => parts)
    }),
    Either.let('width', ({ train, found }) => widthOf(blockOf(train, found.presence))),
    Either.bind('buffer', ({ found, width }) => bufferFor(shuffle, found.length, width, batchSize)),
    Either.map(({ found, steps, see, parts, width, buffer }) => ({
      preprocessing: steps,
      parts,
      training: {
        length: found.length,
        width,
        buffer,
        open: () => trainedBlocks(model, rows, see, found, placesOf(seed, 'parts')),
      },
      validation: parts.validation,
      ...calibrationOf(parts.calibration),
      counts: { ...countsOf(parts), train: found.length },
      raw: layoutOf(found.sample),
      losses: lossesOf(registry.steps, steps.fitted, found.sample),
    })),
  )
}

const layoutOf = ({ sizes, columns, schema }: RawDataset): Layout => ({ sizes, ...present({ columns, schema }) })
