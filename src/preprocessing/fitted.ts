import type { TypeOf } from '../codec/index.ts'
import { array, number, string, struct } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { product } from '../tensor/shape.ts'
import type { Steps, StepSpec } from './step.ts'
import { buildStep } from './step.ts'

const column = array(number())

/** A fitted step, which travels with the model. */
export const fittedCodec = struct({ step: string(), shift: column, scale: column })

/** y = (x − shift) / scale, column by column; its inverse is x = y · scale + shift. */
export type Fitted = TypeOf<typeof fittedCodec>

/** The known entries of one column. */
const knownColumn = ({ values, mask, length }: Dataset, width: number, at: number): Float64Array => {
  const known: Array<number> = []
  for (let i = at; i < length * width; i += width) if (mask === undefined || mask[i] !== 0) known.push(values[i] ?? 0)
  return Float64Array.from(known)
}

/** Maps every entry with the number of its column; missing entries stay 0. */
const mapColumns = (data: Dataset, f: (value: number, column: number) => number): Dataset => {
  const width = product(data.sizes)
  const values = new Float32Array(data.values.length)
  for (let i = 0; i < values.length; i++)
    if (data.mask === undefined || data.mask[i] !== 0) values[i] = f(data.values[i] ?? 0, i % width)
  return { ...data, values }
}

/** Applies a fitted step. */
export const apply = ({ shift, scale }: Fitted, data: Dataset): Dataset =>
  mapColumns(data, (value, at) => (value - (shift[at] ?? 0)) / (scale[at] ?? 1))

/** The inverse of `apply`. */
export const invert = ({ shift, scale }: Fitted, data: Dataset): Dataset =>
  mapColumns(data, (value, at) => value * (scale[at] ?? 1) + (shift[at] ?? 0))

/** Fits one step on training rows, column by column. */
const fitStep = (steps: Steps, spec: StepSpec, data: Dataset): Fitted => {
  const { fit: fitColumn } = buildStep(steps, spec)
  const width = product(data.sizes)
  const columns = Array.from({ length: width }, (_, at) => fitColumn(knownColumn(data, width, at)))
  return { step: spec.step, shift: columns.map(({ shift }) => shift), scale: columns.map(({ scale }) => scale) }
}

/** Fits steps in turn, each on the training rows after the steps before it. */
export const fit = (steps: Steps, specs: ReadonlyArray<StepSpec>, train: Dataset): ReadonlyArray<Fitted> => {
  let data = train
  return specs.map((spec) => {
    const fitted = fitStep(steps, spec, data)
    data = apply(fitted, data)
    return fitted
  })
}

/** Applies steps in turn. The empty list changes nothing; lists compose by concatenation. */
export const applyAll = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset =>
  fitted.reduce((done, step) => apply(step, done), data)

/** Inverts steps, last first. */
export const invertAll = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset =>
  fitted.reduceRight((done, step) => invert(step, done), data)
