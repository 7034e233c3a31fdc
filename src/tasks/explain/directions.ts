import type { HostWeights } from '../../engines/index.ts'
import type { Model } from '../../model/index.ts'
import type { Points } from '../../statistics/index.ts'
import { greatestFirst } from './strongest.ts'
import { cosines } from '../../statistics/index.ts'

/** Layers that leave numbers what they are. */
const keeping: ReadonlySet<string> = new Set(['identity', 'flatten', 'reshape'])

/** A matrix [rows × columns] with its axes exchanged. */
const transposed = (data: ArrayLike<number>, rows: number, columns: number): Float64Array =>
  Float64Array.from({ length: rows * columns }, (_, at) => data[(at % rows) * columns + Math.floor(at / rows)] ?? 0)

/**
 * The directions that the entries of a code write into a row, [entries × columns]: the rows of the decoder's weight, where
 * the decoder is one linear layer, as in a dictionary; undefined for any other decoder.
 */
export const directionsOf = (model: Model, { parameters }: HostWeights): Points | undefined => {
  const { layers } = model.decoder
  const [first, ...rest] = layers.flatMap((layer, index) => (keeping.has(layer.spec.layer) ? [] : [{ layer, index }]))
  if (first === undefined || rest.length > 0 || model.code.length !== 1) return undefined
  const { layer, index } = first
  const name = `decoder.${index}.weight`
  const weight = parameters[model.aliases[name] ?? name]
  const [rows = 0, columns = 0] = weight?.shape ?? []
  if (weight === undefined) return undefined
  if (layer.spec.layer === 'dense') return { length: rows, width: columns, values: Float64Array.from(weight.data) }
  if (layer.spec.layer === 'tied')
    return { length: columns, width: rows, values: transposed(weight.data, rows, columns) }
  return undefined
}

/** An entry whose direction is near that of another. */
export interface Near {
  readonly entry: number
  readonly cosine: number
}

/** For some entries those whose directions are nearest, by the cosine of the angle between them, the nearest first. */
export const nearestDirections = (
  directions: Points,
  entries: ReadonlyArray<number>,
  count: number,
): ReadonlyArray<ReadonlyArray<Near>> => {
  const { length, width, values } = directions
  return entries.map((entry) => {
    const own = { length: 1, width, values: values.subarray(entry * width, (entry + 1) * width) }
    const all = cosines(own, directions)
    return greatestFirst(length, (other) => (other === entry ? Number.NEGATIVE_INFINITY : (all[other] ?? 0)), count)
      .filter((other) => other !== entry)
      .map((other) => ({ entry: other, cosine: all[other] ?? 0 }))
  })
}
