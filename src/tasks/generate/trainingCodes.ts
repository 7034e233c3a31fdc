import { select } from '../../data/index.ts'
import type { Stream } from '../../random/index.ts'
import { child, fillRows, permutation } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointsOf } from '../../statistics/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product } from '../../tensor/shape.ts'
import type { TrainingCodes } from '../densities/index.ts'
import type { Inference } from '../inference.ts'

/** Codes of at most so many training rows, drawn at random, say what there is to say of a density. */
export const mostTrainingRows = 20_000

const someOf = (training: Inference, from: Stream): Inference => {
  const { length } = training.rows
  if (length <= mostTrainingRows) return training
  const rows = permutation(child(from, 'rows'), length).subarray(0, mostTrainingRows).toSorted()
  return training.of(select(training.rows, rows))
}

/** One of the two parts of the parameters of posteriors, [N, 2, …code]. */
const partOf = ({ shape: [length = 0, , ...sizes], data }: HostTensor, part: 0 | 1): Points => {
  const width = product(sizes)
  const values = new Float64Array(length * width)
  for (let row = 0; row < length; row++) {
    const start = (2 * row + part) * width
    values.set(data.subarray(start, start + width), row * width)
  }
  return { length, width, values }
}

/** z = μ + σ·ε for every row. */
const sampled = (means: Points, deviations: Points, from: Stream): Points => {
  const { length, width } = means
  const values = new Float64Array(length * width)
  const rows = Uint32Array.from({ length }, (_, i) => i)
  fillRows(child(from, 'posterior'), rows, width, { kind: 'normal' }, values)
  values.forEach((noise, at) => (values[at] = (means.values[at] ?? 0) + noise * (deviations.values[at] ?? 0)))
  return { length, width, values }
}

/**
 * The codes of training rows as the decoder meets them in training: samples of the distribution of each row's code where
 * the code is Gaussian, else the codes.
 */
export const trainingCodesOf = async (training: Inference, from: Stream): Promise<TrainingCodes> => {
  const some = someOf(training, from)
  if (training.model.encoder.distribution !== 'gaussian') return { codes: pointsOf(await some.codes()) }
  const parameters = await some.posterior()
  const means = partOf(parameters, 0)
  const logVariance = partOf(parameters, 1)
  const deviations = { ...logVariance, values: logVariance.values.map((s) => Math.exp(s / 2)) }
  return { codes: sampled(means, deviations, from), posteriors: { means, deviations } }
}
