import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ColumnSchema } from '../data/index.ts'
import type { Registry } from '../format/index.ts'
import { invertAll, layoutAfter } from '../preprocessing/index.ts'
import { present } from '../tensor/present.ts'
import type { HostTensor } from '../tensor/host.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product } from '../tensor/shape.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Numbers beyond this lose whole units in float32, or soon will. */
const float32Digits = 1 << 20

/** Whether the numbers of a column need float64: times, and numbers that are large. */
const needsFloat64 = (column: ColumnSchema): boolean =>
  column.kind === 'date' ||
  ('range' in column && (column.range?.some((limit) => Math.abs(limit) > float32Digits) ?? false))

/** The sizes of a row as the decoder gives it, before the steps are undone. */
const sizesAfter = ({ steps }: Registry, { model, preprocessing }: TrainedModel): Sizes => {
  const { fitted, sizes = model.input } = preprocessing
  return pipe(
    layoutAfter(steps, fitted, { sizes }),
    Either.match(
      () => model.input,
      (layout) => layout.sizes,
    ),
  )
}

/** Rows in the units of the data; for a model of text, each entry of a column of free text is the index of its text. */
export interface Reconstruction extends HostTensor {
  readonly texts?: ReadonlyArray<string>
}

/** What a model gives, [N, …input], in the units of the data: in float64 where the data need the digits. */
export const unitsOf = (registry: Registry, trained: TrainedModel) => {
  const { model, preprocessing, schema } = trained
  const after = sizesAfter(registry, trained)
  const isFloat64 = schema?.some(needsFloat64) ?? false
  return ({ data: given }: HostTensor, length: number): Reconstruction => {
    const output = { sizes: after, length, values: Float32Array.from(given) }
    const { sizes, values, texts } = invertAll(registry.steps, preprocessing.fitted, output, schema)
    const before = product(sizes) === product(model.input) ? model.input : sizes
    const data = isFloat64 ? values : Float32Array.from(values)
    return { shape: [length, ...before], data, ...present({ texts }) }
  }
}
