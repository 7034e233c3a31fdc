import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { numbersOf } from '../../interpreters/ndarray/index.ts'
import type { Model } from '../../model/index.ts'
import { layerStages } from '../../model/index.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product, sameShape } from '../../tensor/shape.ts'
import type { Inference } from '../inference.ts'
import { evaluator, referenceRows, referenceWeights } from './referenceRows.ts'

/** What one unit gave over all rows and positions. */
export interface Unit {
  readonly least: number
  readonly greatest: number
  /** The share of its numbers that lie within 1 % of a bound of its layer: 0 where the layer has none. */
  readonly saturated: number
}

/** The units of one layer, in order: the features of vectors, the channels of images. */
export interface LayerUnits {
  readonly network: 'encoder' | 'decoder'
  readonly index: number
  readonly layer: string
  /** Whether it is the last layer of its network. */
  readonly isLast: boolean
  readonly units: ReadonlyArray<Unit>
  /** The units of what goes in, where there are as many. */
  readonly inputs?: ReadonlyArray<Unit>
}

/** What some layers cannot exceed. */
const boundsOf: Readonly<Record<string, readonly [low: number, high: number]>> = { sigmoid: [0, 1], tanh: [-1, 1] }

/** Numbers that are taken together as one unit: those at one place of this axis of a row. */
const unitAxis = (sizes: Sizes, isImage: boolean): number => (isImage || sizes.length > 2 ? 0 : sizes.length - 1)

interface Tally {
  readonly stride: number
  readonly count: number
  readonly bounds: readonly [low: number, high: number] | undefined
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly near: Float64Array
  seen: number
}

const tallyOf = (sizes: Sizes, isImage: boolean, layer?: string): Tally => {
  const axis = unitAxis(sizes, isImage)
  const count = sizes[axis] ?? 1
  return {
    count,
    stride: product(sizes.slice(axis + 1)),
    bounds: layer === undefined ? undefined : boundsOf[layer],
    least: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
    greatest: new Float64Array(count).fill(Number.NEGATIVE_INFINITY),
    near: new Float64Array(count),
    seen: 0,
  }
}

/** Adds numbers, [N, …sizes], to a tally. */
const add = (tally: Tally, array: NdArray): void => {
  const { stride, count, bounds, least, greatest, near } = tally
  const numbers = numbersOf('float32', array)
  const margin = bounds === undefined ? 0 : 0.01 * (bounds[1] - bounds[0])
  numbers.forEach((value, i) => {
    const unit = Math.floor(i / stride) % count
    if (value < (least[unit] ?? 0)) least[unit] = value
    if (value > (greatest[unit] ?? 0)) greatest[unit] = value
    if (bounds !== undefined && (value < bounds[0] + margin || value > bounds[1] - margin))
      near[unit] = (near[unit] ?? 0) + 1
  })
  tally.seen += numbers.length / count
}

const unitsOf = ({ count, least, greatest, near, seen }: Tally): ReadonlyArray<Unit> =>
  Array.from({ length: count }, (_, unit) => ({
    least: least[unit] ?? 0,
    greatest: greatest[unit] ?? 0,
    saturated: (near[unit] ?? 0) / seen,
  }))

/** Whether two axes, [C, L], are channels of a signal rather than vectors of a sequence. */
const isConvolutional = (model: Model, network: 'encoder' | 'decoder'): boolean =>
  model[network].layers.some(({ spec }) => spec.layer.startsWith('conv'))

const unitsIn = (
  { model, weights }: Inference,
  network: 'encoder' | 'decoder',
  parts: ReadonlyArray<{ readonly x: NdArray; readonly condition?: NdArray }>,
) => {
  const own = referenceWeights(weights)
  const { layers, input } = model[network]
  const isImage = isConvolutional(model, network)
  const tallies = [
    tallyOf(input, isImage),
    ...layers.map(({ spec, built }) => tallyOf(built.output, isImage, spec.layer)),
  ]
  const outputs = parts.map(({ x, condition }) => {
    const stages = layerStages(evaluator, model, network, own, { x, condition })
    const all = [x, ...stages.map(({ y }) => y)]
    all.forEach((array, i) => {
      const tally = tallies[i]
      if (tally !== undefined) add(tally, array)
    })
    return { x: all.at(-1) ?? x, ...(condition === undefined ? {} : { condition }) }
  })
  const counted = tallies.map(unitsOf)
  const units = layers.map(({ spec, built, input: sizes }, index): LayerUnits => {
    const [before, out] = [counted[index], counted[index + 1] ?? []]
    return {
      network,
      index,
      layer: spec.layer,
      isLast: index === layers.length - 1,
      units: out,
      ...(before !== undefined && sameShape(sizes, built.output) ? { inputs: before } : {}),
    }
  })
  return { units, outputs }
}

/** The units of every layer of encoder and decoder, for rows without noise. */
export const layerUnitsOf = (inference: Inference): ReadonlyArray<LayerUnits> => {
  const encoder = unitsIn(inference, 'encoder', [...referenceRows(inference.rows)])
  return [...encoder.units, ...unitsIn(inference, 'decoder', encoder.outputs).units]
}
