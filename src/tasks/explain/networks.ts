import type { NdArray } from '../../interpreters/ndarray/index.ts'
import type { HostWeights } from '../../engines/index.ts'
import type { Placed, StageInput } from '../../layers/index.ts'
import { sequence, withoutPadding } from '../../layers/index.ts'
import type { Model } from '../../model/index.ts'
import { decode, inputOf, neutralNoise } from '../../model/index.ts'
import * as Named from '../../tensor/named.ts'
import { extentAt, sameShape } from '../../tensor/shape.ts'
import type { Tensor } from '../../tensor/tensor.ts'
import type { Batch, RowMap } from './rowMap.ts'
import { A, batchOf, weightsInDouble } from './rowMap.ts'

/** How many layers at the beginning make vectors of indices: those up to an embedding; 0 where rows are numbers. */
const lookingUp = ({ encoder: { layers } }: Model): number =>
  1 + layers.findIndex(({ built: { indices } }) => indices !== undefined)

/** Some layers of a network, under the names that they have in it. */
const partOf = (layers: ReadonlyArray<Placed>, start: number, stop: number) =>
  sequence(
    layers
      .slice(start, stop)
      .map(({ built: { program, padding } }, i) => ({ scope: String(start + i), program, padding })),
  )

/** The encoder of a model: rows to codes. That of indices begins at their embedding, [t, units], which can move. */
export const encoderMap = (model: Model, weights: HostWeights): RowMap => {
  const { layers, input, output } = model.encoder
  const fixed = weightsInDouble(weights)
  const first = lookingUp(model)
  const rest = withoutPadding(partOf(layers, first, layers.length))
  const stageInput = <T>(
    algebra: Tensor<T>,
    lift: (fixed: NdArray) => T,
    { x, condition, paddingMask }: Batch<T>,
  ): StageInput<T> => ({
    ...inputOf(model, 'encoder', {
      x,
      condition,
      parameters: Named.map(fixed.parameters, lift),
      buffers: Named.map(fixed.buffers, lift),
      noise: neutralNoise(algebra, model.noise, extentAt(algebra.shape(x), 0)),
    }),
    paddingMask,
  })
  return {
    input: first === 0 ? input : (layers[first - 1]?.built.output ?? input),
    output,
    hasPullback: true,
    batch: (rows) => {
      const batch = batchOf(rows)
      if (first === 0) return batch
      const { y, paddingMask } = partOf(
        layers,
        0,
        first,
      )(
        A,
        stageInput(A, (one) => one, batch),
      )
      return { ...batch, x: y, paddingMask }
    },
    run: (algebra, lift, batch) => {
      const { y, pullback } = rest(algebra, stageInput(algebra, lift, batch))
      return { y, pullback: (dy) => pullback(dy, {}).dx }
    },
  }
}

/** Whether a decoder gives a logit for each id, of which the mean, the likeliest id, has no derivative. */
export const givesLogits = ({ encoder, output, target }: Model): boolean =>
  encoder.indices !== undefined && !sameShape(output, target)

/**
 * The decoder of a model: codes to the rows that are expected for them, the mean of the likelihood; that of a model of
 * indices to its logits, [t, classes].
 */
export const decoderMap = (model: Model, weights: HostWeights): RowMap => {
  const fixed = weightsInDouble(weights)
  const logits = givesLogits(model)
  return {
    input: model.code,
    output: logits ? model.output : model.target,
    hasPullback: false,
    batch: batchOf,
    run: (algebra, lift, { x, condition }) => {
      const known = { parameters: Named.map(fixed.parameters, lift), buffers: Named.map(fixed.buffers, lift) }
      if (!logits) return { y: decode(algebra, model, known, x, condition) }
      const noise = neutralNoise(algebra, model.noise, extentAt(algebra.shape(x), 0))
      return { y: model.decoder.program(algebra, inputOf(model, 'decoder', { ...known, x, condition, noise })).y }
    },
  }
}
