import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { Dataset, Numbers, RawDataset, Schema } from '../data/index.ts'
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
  let mask: Float32Array | undefined
  for (const [start, block] of blocksOf(data)) {
    const rows = forward(transforms, layouts, [start, block], where)
    if (Either.isLeft(rows)) return rows
    if (rows.right.mask !== undefined) mask ??= new Float32Array(data.length * width).fill(1)
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

/** What a data set says of its rows. */
const datasetLayout = ({ sizes, columns, schema }: Layout) => ({ sizes, ...present({ columns, schema }) })

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
  const { columns: _columns, schema: _schema, mask: _mask, texts: _texts, ...rows } = data
  return pipe(
    layoutsOf(transforms, data),
    Either.flatMap((layouts) =>
      pipe(
        gather(transforms, layouts, data, where),
        Either.map((written) => ({ ...rows, ...datasetLayout(layouts.at(-1) ?? data), ...written })),
      ),
    ),
  )
}

/** Moves the indices of texts in some columns. */
const moveTexts = ({ values, sizes }: Block, columns: ReadonlyArray<number>, by: number): void => {
  const width = product(sizes)
  for (let start = 0; start < values.length; start += width)
    for (const column of columns) values[start + column] = (values[start + column] ?? 0) + by
}

/** The positions of the columns of free text. */
const textColumns = (schema: Schema = []): ReadonlyArray<number> =>
  [...schema.keys()].filter((at) => schema[at]?.kind === 'text')

/**
 * Rows of a model in the units of the data: steps undone, the last first, in float64. `schema` is that of the rows before the
 * steps: its columns of free text become indices of `texts`.
 */
export const invertAll = (
  steps: Steps,
  fitted: ReadonlyArray<Fitted>,
  { columns: _columns, schema: _schema, ...data }: RawDataset,
  schema?: Schema,
): Dataset<Float64Array> => {
  const transforms = fitted.map((one) => transformOf(steps, one))
  const parts = Array.from(blocksOf(data), ([, block]) =>
    transforms.reduceRight((rows, { inverse }) => inverse(rows), block),
  )
  const sizes = parts[0]?.sizes ?? data.sizes
  const width = product(sizes)
  const values = new Float64Array(data.length * width)
  const mask = parts.some((part) => part.mask !== undefined) ? new Float32Array(data.length * width) : undefined
  const texts: Array<string> = []
  let at = 0
  for (const part of parts) {
    if (texts.length > 0) moveTexts(part, textColumns(schema), texts.length)
    texts.push(...(part.texts ?? []))
    write(part, at, values, mask)
    at += part.length * width
  }
  return { ...data, sizes, values, ...present({ mask, texts: texts.length > 0 ? texts : undefined }) }
}

/** What steps lose of rows, as sentences; empty where they lose nothing. Rows that the steps refuse are faults elsewhere. */
export const lossesOf = (steps: Steps, fitted: ReadonlyArray<Fitted>, data: RawDataset): ReadonlyArray<string> => {
  const transforms = fitted.map((one) => transformOf(steps, one))
  const sums = new Map<string, number>()
  if (!transforms.some(({ losses }) => losses !== undefined)) return []
  for (const [, block] of blocksOf(data))
    transforms.reduce((rows, { forward: next, losses, refuses }) => {
      for (const [what, count] of losses?.(rows) ?? []) sums.set(what, (sums.get(what) ?? 0) + count)
      return refuses?.(rows) === undefined ? next(rows) : rows
    }, block)
  return Array.from(sums, ([what, count]) => `${count} ${what}`)
}
