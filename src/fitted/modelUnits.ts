import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ColumnSchema } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import type { Fitted, Layout } from '../preprocessing/index.ts'
import { invertAll, layoutAfter } from '../preprocessing/index.ts'
import { present } from '../tensor/present.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Numbers beyond this lose whole units in float32, or soon will. */
const float32Digits = 1 << 20

/** Whether the numbers of a column need float64: times, and numbers that are large. */
const needsFloat64 = (column: ColumnSchema): boolean =>
  column.kind === 'date' ||
  ('range' in column && (column.range?.some((limit) => Math.abs(limit) > float32Digits) ?? false))

/** The steps from the units of what the model gives, the target or the rows themselves, and what is known of rows before them. */
interface Way {
  readonly fitted: ReadonlyArray<Fitted>
  readonly before: Layout
}

const wayOf = ({ model, preprocessing, columns, schema }: TrainedModel): Way => {
  const { fitted, fittedTarget, sizes = model.input, targetSizes = model.target } = preprocessing
  return fittedTarget === undefined
    ? { fitted, before: { sizes, ...present({ columns, schema }) } }
    : { fitted: fittedTarget, before: { sizes: targetSizes } }
}

/** The sizes of what rows are compared with, in the units of the data. */
export const comparedSizes = (
  model: TrainedModel['model'],
  { fittedTarget, sizes = model.input, targetSizes = model.target }: TrainedModel['preprocessing'],
): Layout['sizes'] => (fittedTarget === undefined ? sizes : targetSizes)

/** What is known of rows as the decoder gives them, before the steps are undone. */
const layoutOf = ({ steps }: Registry, { fitted, before }: Way, { target }: TrainedModel['model']): Layout =>
  pipe(
    layoutAfter(steps, fitted, before),
    Either.getOrElse((): Layout => ({ sizes: target })),
  )

/** The columns of the data that the entries of what a model gives are made of. */
export interface Origins {
  /** How many columns there are. */
  readonly columns: number
  /** The column of each entry. */
  readonly of: ReadonlyArray<number>
}

/** Where each entry of what a model gives comes from; undefined where some are made of several columns. */
export const originsOf = (registry: Registry, trained: TrainedModel): Origins | undefined => {
  const way = wayOf(trained)
  const columns = product(way.before.sizes)
  const width = product(trained.model.target)
  const { origins } = layoutOf(registry, way, trained.model)
  if (origins === undefined && columns !== width) return undefined
  const of = origins ?? Array.from({ length: width }, (_, at) => at)
  return of.length === width && of.every((origin) => origin >= 0) ? { columns, of } : undefined
}

/** Rows in the units of the data; for a model of text, each entry of a column of free text is the index of its text. */
export interface Reconstruction extends HostTensor {
  readonly texts?: ReadonlyArray<string>
  /** The names of the columns, where they are not those of the data: words, as no text can be made of their weights. */
  readonly columns?: ReadonlyArray<string>
}

/** What a model gives, [N, …target], in the units of the data: in float64 where the data need the digits. */
export const unitsOf = (registry: Registry, trained: TrainedModel) => {
  const { model } = trained
  const way = wayOf(trained)
  const after = layoutOf(registry, way, model)
  const { sizes: given, schema } = way.before
  const isFloat64 = schema?.some(needsFloat64) ?? false
  return ({ data: numbers }: HostTensor, length: number): Reconstruction => {
    const output = { sizes: after.sizes, length, values: Float32Array.from(numbers) }
    const { sizes, values, texts } = invertAll(registry.steps, way.fitted, output, schema)
    const before = product(sizes) === product(model.target) ? model.target : sizes
    const data = isFloat64 ? values : Float32Array.from(values)
    const columns = product(sizes) === product(given) ? undefined : after.columns
    return { shape: [length, ...before], data, ...present({ texts, columns }) }
  }
}
