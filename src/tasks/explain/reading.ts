import type { Dataset } from '../../data/index.ts'
import { pointsOf } from '../../statistics/index.ts'
import { product } from '../../tensor/shape.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Inference } from '../inference.ts'
import { activities } from './activity.ts'
import { columnNames } from './columnNames.ts'
import type { Completeness } from './entryCard.ts'
import { evenly } from './evenly.ts'
import { withoutDerivative } from './exactness.ts'
import type { Influence } from './influence.ts'
import { meanJacobian, strongestInfluences } from './influence.ts'
import { integratedGradients } from './integratedGradients.ts'
import { encoderMap } from './networks.ts'
import type { Explaining } from './options.ts'
import type { RowMap } from './rowMap.ts'
import { A } from './rowMap.ts'

/** What some entries read, in their order. */
export interface Reading {
  readonly reads: ReadonlyArray<ReadonlyArray<Influence>>
  readonly completeness?: ReadonlyArray<Completeness>
  /** The mean derivative of each entry by each entry of the input, [entries, …input]; not for text. */
  readonly map?: HostTensor
}

/** The baseline is the mean of at most so many rows. */
const mostBaseline = 5000

/** The mean of rows, entry by entry. */
const meanRow = (values: ArrayLike<number>, width: number): Float64Array => {
  const mean = new Float64Array(width)
  const rows = values.length / width
  for (let i = 0; i < values.length; i++) mean[i % width] = (mean[i % width] ?? 0) + (values[i] ?? 0) / rows
  return mean
}

/** Contributions by integrated gradients: their mean magnitude by column, [entries × columns], and how they add up. */
const contributing = (map: RowMap, rows: Dataset, all: Dataset, group: number, options: Explaining) => {
  const { entries, baseline = all } = options
  const batch = map.batch(rows)
  const width = product(map.input)
  const from = meanRow(A.read(map.batch(evenly(baseline, mostBaseline)).x), width)
  const { values, gaps, differences, steps } = integratedGradients(map, batch, from, entries)
  const magnitude = new Float64Array((entries.length * width) / group)
  for (let at = 0; at < values.length; at += group) {
    const place = (at / group) % magnitude.length
    const sum = values.subarray(at, at + group).reduce((a, b) => a + b, 0)
    magnitude[place] = (magnitude[place] ?? 0) + Math.abs(sum) / rows.length
  }
  const completeness = entries.map((_, j): Completeness => {
    let [missed, moved] = [0, 0]
    for (let at = j; at < gaps.length; at += entries.length) {
      missed += Math.abs(gaps[at] ?? 0)
      moved += Math.abs(differences[at] ?? 0)
    }
    return { gap: moved === 0 ? 0 : missed / moved, steps }
  })
  return { magnitude, completeness }
}

/** What some entries of the code read, by derivatives and integrated gradients; or why that cannot be said. */
export const reading = (
  { model, weights, rows }: Inference,
  options: Explaining,
): Reading | { readonly without: string } => {
  const map = encoderMap(model, weights)
  const without = withoutDerivative(model, map, rows)
  if (without !== undefined) return { without }
  const { entries, columns: count, derivativeRows, pathRows } = options
  const isText = model.encoder.indices !== undefined
  const group = isText ? (map.input.at(-1) ?? 1) : 1
  const names = isText
    ? Array.from({ length: product(map.input) / group }, (_, i) => `position ${i}`)
    : columnNames(model.input, rows.columns)
  const means = meanJacobian(map, evenly(rows, derivativeRows), { outputs: entries }, group)
  const path = pathRows === 0 ? undefined : contributing(map, evenly(rows, pathRows), rows, group, options)
  const spread = isText ? undefined : activities(pointsOf({ shape: [rows.length, names.length], data: rows.values }))
  const reads = entries.map((_, j) => {
    const at = (values: Float64Array) => (column: number) => values[j * names.length + column] ?? 0
    return strongestInfluences(
      {
        columns: names,
        magnitude: at(means.magnitude),
        deviation: (column) => spread?.[column]?.deviation ?? 1,
        ...(isText ? {} : { derivative: at(means.mean) }),
        ...(path === undefined ? {} : { contribution: at(path.magnitude) }),
      },
      count,
    )
  })
  return {
    reads,
    ...(path === undefined ? {} : { completeness: path.completeness }),
    ...(isText ? {} : { map: { shape: [entries.length, ...model.input], data: means.mean } }),
  }
}
