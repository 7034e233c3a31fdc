import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { Dataset, Numbers, RawDataset } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Block, Layout, TrainingRows, Transform } from './block.ts'
import { impute } from './steps/impute.ts'
import { blocksOf, forward, layoutsOf } from './run.ts'
import type { Fitted, Steps, StepSpec } from './step.ts'
import { buildStep, transformOf } from './step.ts'

/** What is known of rows after steps; or why the steps do not take such rows. */
export const layoutAfter = (
  steps: Steps,
  fitted: ReadonlyArray<Fitted>,
  before: Layout,
  where?: string,
): Fallible<Layout> =>
  pipe(
    layoutsOf(
      fitted.map((one) => transformOf(steps, one)),
      before,
      where,
    ),
    Either.map((layouts) => layouts.at(-1) ?? before),
  )

/** The training rows after some steps, which took all of them before. */
const trainingRows = (
  train: RawDataset,
  transforms: ReadonlyArray<Transform>,
  layouts: ReadonlyArray<Layout>,
): TrainingRows => ({
  ...(layouts.at(-1) ?? train),
  length: train.length,
  *blocks() {
    for (const part of blocksOf(train)) {
      const rows = forward(transforms, layouts, part)
      if (Either.isLeft(rows)) throw new Error(drawFaults(rows.left))
      yield rows.right
    }
  },
})

/** Whether the last step takes all training rows, which the steps before it took. */
const taken = (
  train: RawDataset,
  transforms: ReadonlyArray<Transform>,
  layouts: ReadonlyArray<Layout>,
): Fallible<void> => {
  if (transforms.at(-1)?.refuses === undefined) return Either.right(undefined)
  for (const part of blocksOf(train)) {
    const rows = forward(transforms, layouts, part)
    if (Either.isLeft(rows)) return rows
  }
  return Either.right(undefined)
}

/** Fits steps in turn, each on the training rows after the steps before it. */
export const fitSteps = (
  steps: Steps,
  specs: ReadonlyArray<StepSpec>,
  train: RawDataset,
  where = 'preprocessing',
): Fallible<ReadonlyArray<Fitted>> => {
  const fitted: Array<Fitted> = []
  const transforms: Array<Transform> = []
  for (const [i, spec] of specs.entries()) {
    const next = pipe(
      layoutsOf(transforms, train, where),
      Either.flatMap((layouts) =>
        buildStep(steps, spec).fit(trainingRows(train, transforms, layouts), `${where}[${i}]`),
      ),
    )
    if (Either.isLeft(next)) return next
    const one: Fitted = { step: spec.step, ...next.right }
    fitted.push(one)
    transforms.push(transformOf(steps, one))
    const checked = pipe(
      layoutsOf(transforms, train, where),
      Either.flatMap((layouts) => taken(train, transforms, layouts)),
    )
    if (Either.isLeft(checked)) return checked
  }
  return Either.right(fitted)
}

/**
 * Fits steps in turn, each on the known entries of the training rows after the steps before it. At their end missing
 * entries are filled in with the means of the training rows, so that a missing entry enters a model as the mean does.
 */
export const fit = (
  steps: Steps,
  specs: ReadonlyArray<StepSpec>,
  train: RawDataset,
  where?: string,
): Fallible<ReadonlyArray<Fitted>> => fitSteps(steps, specs.length === 0 ? [] : [...specs, impute()], train, where)

/** The rows of a data set after steps, written one block after the other. */
const gather = (
  transforms: ReadonlyArray<Transform>,
  layouts: ReadonlyArray<Layout>,
  data: RawDataset,
  where: string,
): Fallible<Pick<Dataset, 'values' | 'mask'>> => {
  const width = product(layouts.at(-1)?.sizes ?? data.sizes)
  const values = new Float32Array(data.length * width)
  const mask = data.mask === undefined ? undefined : new Float32Array(data.length * width)
  for (const [start, block] of blocksOf(data)) {
    const rows = forward(transforms, layouts, [start, block], where)
    if (Either.isLeft(rows)) return rows
    write(rows.right, start * width, values, mask)
  }
  return Either.right({ values, ...present({ mask }) })
}

/** Writes a block from a place on. What no step filled in is 0. */
const write = (block: Block, from: number, values: Numbers, mask: Float32Array | undefined): void => {
  for (let at = 0; at < block.values.length; at++) {
    const value = block.values[at] ?? 0
    values[from + at] = Number.isNaN(value) ? 0 : value
  }
  if (mask !== undefined) mask.set(block.mask ?? new Float32Array(block.values.length).fill(1), from)
}

/** What a data set says of its columns. */
const shown = ({ sizes, columns, schema }: Layout): Layout => ({ sizes, ...present({ columns, schema }) })

const isFloat32 = (data: RawDataset): data is Dataset => data.values instanceof Float32Array

/**
 * Applies steps in turn: rows as the model sees them. The empty list changes nothing; lists compose by concatenation.
 * Rows that the steps do not take are faults: another width, an entry outside of what a step is defined for.
 */
export const applyAll = (
  steps: Steps,
  fitted: ReadonlyArray<Fitted>,
  data: RawDataset,
  where = 'data',
): Fallible<Dataset> => {
  if (fitted.length === 0 && isFloat32(data)) return Either.right(data)
  const transforms = fitted.map((one) => transformOf(steps, one))
  const { columns: _columns, schema: _schema, ...rows } = data
  return pipe(
    layoutsOf(transforms, data),
    Either.flatMap((layouts) =>
      pipe(
        gather(transforms, layouts, data, where),
        Either.map((written) => ({ ...rows, ...shown(layouts.at(-1) ?? data), ...written })),
      ),
    ),
  )
}

/** Rows of a model in the units of the data: steps undone, the last first, in float64. */
export const invertAll = (
  steps: Steps,
  fitted: ReadonlyArray<Fitted>,
  { columns: _columns, schema: _schema, ...data }: RawDataset,
): Dataset<Float64Array> => {
  const transforms = fitted.map((one) => transformOf(steps, one))
  const parts = Array.from(blocksOf(data), ([, block]) =>
    transforms.reduceRight((rows, { inverse }) => inverse(rows), block),
  )
  const sizes = parts[0]?.sizes ?? data.sizes
  const width = product(sizes)
  const values = new Float64Array(data.length * width)
  const mask = data.mask === undefined ? undefined : new Float32Array(data.length * width)
  let at = 0
  for (const part of parts) {
    write(part, at, values, mask)
    at += part.length * width
  }
  return { ...data, sizes, values, ...present({ mask }) }
}
