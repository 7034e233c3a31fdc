import type { Dataset } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import type { Points } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import type { Inference } from '../inference.ts'
import type { Activity } from './activity.ts'
import { isSparse } from './activity.ts'
import { columnNames } from './columnNames.ts'
import { directionsOf } from './directions.ts'
import { evenly } from './evenly.ts'
import type { Influence } from './influence.ts'
import { meanJacobian, strongestInfluences } from './influence.ts'
import { decoderMap, givesLogits } from './networks.ts'
import type { Explaining } from './options.ts'

/** What some entries write, in their order. */
export interface Writing {
  readonly writes: ReadonlyArray<ReadonlyArray<Influence>>
  /** The mean derivative of each entry of the output by each entry of the code, [entries, …output]. */
  readonly map: HostTensor
  /** The direction of each entry of the whole code, where the decoder is linear. */
  readonly directions?: Points
}

/** The names of what a decoder gives: columns, or a position and an id in a text. */
const outputNames = ({ model, target }: Inference): ReadonlyArray<string> => {
  if (!givesLogits(model)) return columnNames(model.target, target.columns)
  const classes = model.output.at(-1) ?? 1
  return Array.from(
    { length: product(model.output) },
    (_, at) => `position ${Math.floor(at / classes)}: id ${at % classes}`,
  )
}

/** How far an entry moves: by its standard deviation, a sparse one from 0 to its mean where it is active. */
const stepOf = (activity: Activity | undefined): number => {
  if (activity === undefined) return 0
  return isSparse(activity) ? activity.activeMean : activity.deviation
}

/** The rows of codes, with the condition of the rows that they are of. */
const codeRows = ({ model, rows: { condition } }: Inference, { shape: [length = 0], data }: HostTensor): Dataset => ({
  sizes: model.code,
  length,
  values: Float32Array.from(data),
  ...present({ condition }),
})

/** Whether the row that is expected is the output of a linear decoder, and not a function of it. */
const isExactlyLinear = ({ terms }: Model, directions: Points | undefined): boolean =>
  directions !== undefined && terms.every(({ built, coefficient }) => built.mean === undefined || coefficient === 0)

/** The derivatives of the rows by some entries of the code, [entries × output]: exact at once where the decoder is linear. */
const derivatives = (inference: Inference, codes: HostTensor, directions: Points | undefined, options: Explaining) => {
  const { entries, derivativeRows } = options
  if (directions !== undefined && isExactlyLinear(inference.model, directions)) {
    const { width, values } = directions
    const mean = Float64Array.from(
      { length: entries.length * width },
      (_, at) => values[(entries[Math.floor(at / width)] ?? 0) * width + (at % width)] ?? 0,
    )
    return { mean, magnitude: mean.map(Math.abs), width }
  }
  const map = decoderMap(inference.model, inference.weights)
  const { mean, magnitude, outputs } = meanJacobian(map, evenly(codeRows(inference, codes), derivativeRows), {
    inputs: entries,
  })
  const turned = (values: Float64Array) =>
    Float64Array.from(values, (_, at) => values[(at % outputs) * entries.length + Math.floor(at / outputs)] ?? 0)
  return { mean: turned(mean), magnitude: turned(magnitude), width: outputs }
}

/** What some entries of the code write into a row, as the model sees rows; nothing where that takes too many derivatives. */
export const writing = (
  inference: Inference,
  codes: HostTensor,
  spread: ReadonlyArray<Activity>,
  options: Explaining,
  mostDerived: number,
): Writing | undefined => {
  const { model, weights } = inference
  const directions = directionsOf(model, weights)
  if (options.entries.length > mostDerived && !isExactlyLinear(model, directions)) return undefined
  const { mean, magnitude, width } = derivatives(inference, codes, directions, options)
  const names = outputNames(inference)
  const writes = options.entries.map((entry, j) =>
    strongestInfluences(
      {
        columns: names,
        derivative: (column) => mean[j * width + column] ?? 0,
        magnitude: (column) => magnitude[j * width + column] ?? 0,
        deviation: () => stepOf(spread[entry]),
      },
      options.columns,
    ),
  )
  const sizes = givesLogits(model) ? model.output : model.target
  return { writes, map: { shape: [options.entries.length, ...sizes], data: mean }, ...present({ directions }) }
}
