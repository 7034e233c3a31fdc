import type { Codec, Settings, TypeOf } from '../codec/index.ts'
import { array, erase, number, string, struct, tagged } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { product } from '../tensor/shape.ts'

/** A preprocessing step as data, before it has seen any rows. */
export interface StepSpec {
  readonly step: string
  readonly [setting: string]: unknown
}

const column = array(number())

/** A fitted step, which travels with the model. */
export const fittedCodec = struct({ step: string(), shift: column, scale: column })

/** y = (x − shift) / scale, column by column; its inverse is x = y · scale + shift. */
export type Fitted = TypeOf<typeof fittedCodec>

/** A kind of step as a registry holds it: how it is fitted on training rows. */
export interface Step<S extends object> {
  readonly name: string
  readonly summary: string
  readonly codec: Codec<S>
  /** From the known entries of one column to what is subtracted from it and what it is divided by. */
  readonly fit: (column: Float64Array) => { readonly shift: number; readonly scale: number }
}

export interface StepDefinition {
  readonly name: string
  readonly summary: string
  readonly codec: Codec<Settings>
  readonly fit: (column: Float64Array) => { readonly shift: number; readonly scale: number }
}

export const row = <S extends object>(step: Step<S>): StepDefinition => ({ ...step, codec: erase(step.codec) })

export type Steps = Readonly<Record<string, StepDefinition>>

export const stepCodec = (steps: Steps): Codec<StepSpec> =>
  tagged(
    'step',
    'a preprocessing step',
    Object.fromEntries(Object.values(steps).map(({ name, codec }) => [name, codec])),
  )

/** The known entries of one column. */
const knownColumn = ({ values, mask, length }: Dataset, width: number, at: number): Float64Array => {
  const known: Array<number> = []
  for (let i = at; i < length * width; i += width) if (mask === undefined || mask[i] !== 0) known.push(values[i] ?? 0)
  return Float64Array.from(known)
}

/** Every entry through f, by its column; missing entries stay 0. */
const mapColumns = (data: Dataset, f: (value: number, column: number) => number): Dataset => {
  const width = product(data.sizes)
  const values = new Float32Array(data.values.length)
  for (let i = 0; i < values.length; i++)
    if (data.mask === undefined || data.mask[i] !== 0) values[i] = f(data.values[i] ?? 0, i % width)
  return { ...data, values }
}

/** Rows through a fitted step. */
export const apply = ({ shift, scale }: Fitted, data: Dataset): Dataset =>
  mapColumns(data, (value, at) => (value - (shift[at] ?? 0)) / (scale[at] ?? 1))

/** Back again. */
export const invert = ({ shift, scale }: Fitted, data: Dataset): Dataset =>
  mapColumns(data, (value, at) => value * (scale[at] ?? 1) + (shift[at] ?? 0))

/** Fits one step on training rows. */
const fitStep = (row: StepDefinition, data: Dataset): Fitted => {
  const width = product(data.sizes)
  const fitted = Array.from({ length: width }, (_, at) => row.fit(knownColumn(data, width, at)))
  return { step: row.name, shift: fitted.map(({ shift }) => shift), scale: fitted.map(({ scale }) => scale) }
}

/** Fits steps in turn, each on what the ones before it make of the training rows. */
export const fit = (steps: Steps, specs: ReadonlyArray<StepSpec>, train: Dataset): ReadonlyArray<Fitted> => {
  let data = train
  return specs.map(({ step }) => {
    const found = steps[step]
    if (found === undefined) throw new Error(`no preprocessing step "${step}" in the registry`)
    const fitted = fitStep(found, data)
    data = apply(fitted, data)
    return fitted
  })
}

/** Steps in turn. The empty list changes nothing; lists compose by concatenation. */
export const applyAll = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset =>
  fitted.reduce((done, step) => apply(step, done), data)

/** Steps undone, last first. */
export const invertAll = (fitted: ReadonlyArray<Fitted>, data: Dataset): Dataset =>
  fitted.reduceRight((done, step) => invert(step, done), data)
