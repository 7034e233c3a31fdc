import type { Fault } from '../../codec/index.ts'
import { between } from '../../data/index.ts'
import type { Dataset } from '../../data/index.ts'
import { drawNoise } from '../../engines/index.ts'
import { ndarrays, numbersOf, wrap } from '../../interpreters/ndarray/index.ts'
import type { Model } from '../../model/index.ts'
import { sampleOf } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import { child } from '../../random/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import type { Inference } from '../inference.ts'

/** What is taken of the likelihood of a code: its mean, or a row that is drawn under it. */
export type OutputNoise = 'mean' | 'likelihood'

/** Why no rows can be drawn under the likelihood of a model, if none can. */
export const likelihoodFault = (model: Model, where = 'noise'): Fault | undefined =>
  sampleOf(model) === undefined
    ? {
        fault: 'wrong model',
        where,
        expected: 'a loss with a likelihood that rows can be drawn under, such as gaussianLikelihood or poisson',
        found: model.terms.map(({ name }) => name).join(', '),
        remedy: 'take the mean of the likelihood: leave the noise out',
      }
    : undefined

/** How many rows are drawn at once. */
const drawnTogether = 1000

const A = ndarrays('float64')

/** Draws a row under the likelihood of each output; row i depends on the stream and on i alone. */
const drawUnder = (model: Model, { data, shape }: HostTensor, start: number, from: Stream): Float64Array => {
  const sample = sampleOf(model)
  if (sample === undefined) throw new Error('no likelihood to draw rows under')
  const length = shape[0] ?? 0
  const rows = Uint32Array.from({ length }, (_, i) => start + i)
  const noise = drawNoise(sample.noise, length, (name, per) => [child(from, name), per === 'row' ? rows : [0]])
  const arrays = Named.map(noise, (one) => wrap(Float64Array.from(one.data), one.shape))
  return Float64Array.from(numbersOf('float64', sample.run(A, wrap(Float64Array.from(data), shape), arrays)))
}

/** A row for every code, [N, …target], as the model sees rows: the mean of its likelihood, or a draw under it. */
export const rowsFromCodes = async (
  decoder: Inference,
  codes: Dataset,
  noise: OutputNoise,
  from: Stream,
): Promise<HostTensor> => {
  const { model } = decoder
  if (noise === 'mean') return decoder.decode(codes)
  const data = new Float32Array(codes.length * product(model.target))
  for (let start = 0; start < codes.length; start += drawnTogether) {
    const part = between(codes, start, Math.min(start + drawnTogether, codes.length))
    const output = await decoder.decoderOutput(part)
    data.set(drawUnder(model, output, start, from), start * product(model.target))
  }
  return { shape: [codes.length, ...model.target], data }
}
