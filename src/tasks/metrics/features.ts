import type { Points } from '../../statistics/index.ts'
import { fitPca, pcaCodes } from '../../statistics/index.ts'
import type { Inference } from '../inference.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { product, sameShape } from '../../tensor/shape.ts'
import type { MetricSubject } from './subject.ts'

/** Rows, generated rows and training rows by their coordinates along the principal components of the rows. */
export interface Features {
  readonly rows: Points
  readonly samples: Points
  /** Where there are training rows. */
  readonly training?: Points
}

const asData = ({ rows }: Inference) => ({ values: rows.values, length: rows.length, sizes: [product(rows.sizes)] })

const sampleData = ({ data, shape: [length = 0, ...sizes] }: HostTensor) => ({
  values: Float32Array.from(data),
  length,
  sizes: [product(sizes)],
})

/** Features of rows and of as many samples; or why there are none. */
export const featuresOf = async (
  subject: MetricSubject,
  most: number,
  components = 32,
): Promise<Features | { readonly undefined: string }> => {
  const { samples, rows } = subject
  const { model, rows: data } = rows
  if (samples === undefined) return { undefined: 'the model cannot be sampled' }
  if (data.mask !== undefined) return { undefined: 'cells are missing' }
  if (!sameShape(model.target, model.input)) return { undefined: 'the target is not the input' }
  const known = asData(subject.some(most))
  const training = subject.someTraining(most)
  const count = Math.min(components, product(data.sizes), known.length - 1)
  if (known.length < 2 * (count + 1)) return { undefined: `too few rows, ${known.length}` }
  const pca = fitPca(known, count)
  const generated = sampleData(await samples(known.length))
  const featuresBy = (points: Parameters<typeof pcaCodes>[1]): Points => ({
    length: points.length,
    width: pca.components.length,
    values: pcaCodes(pca, points),
  })
  return {
    rows: featuresBy(known),
    samples: featuresBy(generated),
    ...(training === undefined ? {} : { training: featuresBy(asData(training)) }),
  }
}
