import { counted, grouped } from '../codec/index.ts'
import type { Dataset } from '../data/index.ts'
import { targetRows } from '../data/index.ts'
import type { HostWeights, Session } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { product } from '../tensor/shape.ts'
import { boundOf, evaluate, infer, partsOf } from '../training/index.ts'
import type { Pca } from '../statistics/index.ts'
import { fitPca, pcaError, pcaWork } from '../statistics/index.ts'

/** The importance-weighted bound: a mean over rows, with a number of sampled codes for each. */
export interface Bound {
  readonly samples: number
  readonly mean: number
  readonly error: number
}

/** The importance-weighted bound of rows, for a model that `boundFault` finds nothing wrong with. */
export const estimateBound = async (
  session: Session,
  model: Model,
  weights: HostWeights,
  data: Dataset,
  samples: number,
): Promise<Bound> => {
  const bounds = await boundOf(session, model, weights, data, { samples })
  const count = data.weights?.reduce((sum, weight) => sum + weight, 0) ?? data.length
  const meanOf = (f: (bound: number) => number): number =>
    bounds.reduce((sum, bound, row) => sum + f(bound) * (data.weights?.[row] ?? 1), 0) / count
  const mean = meanOf((bound) => bound)
  return { samples, mean, error: Math.sqrt(meanOf((bound) => (bound - mean) ** 2) / data.length) }
}

/** How well a model reconstructs rows, compared with PCA of one component for every entry of the code. */
export interface Comparison {
  readonly rows: number
  /** The loss of the model's own spec, and its terms. */
  readonly loss: number
  readonly terms: Readonly<Record<string, number>>
  /** The mean squared error over rows and entries, as the model sees them (after preprocessing). */
  readonly mse: number
  /** The importance-weighted bound of the log-likelihood, in nats a row, with its standard error over the rows. */
  readonly bound?: Bound
  readonly pca?: { readonly components: number; readonly mse: number }
  /** Why PCA was left out. */
  readonly withoutPca?: string
}

/** More multiplications than this take minutes: PCA is left out. */
const maxWork = 3e10

/** What a model is compared with: PCA fitted on the training rows, or the reason why there is none. */
export type Baseline = Pca | { readonly withoutPca: string }

const squaredError = async (session: Session, weights: HostWeights, data: Dataset): Promise<number> => {
  const target = targetRows(data)
  const known = target.mask?.reduce((sum, value) => sum + value, 0) ?? target.values.length
  let sum = 0
  for (const part of partsOf(data, session.inferenceBatchSize)) {
    const { data: output } = await infer(session, 'reconstruct', weights, part)
    const { values, mask } = targetRows(part)
    for (let i = 0; i < values.length; i++) if (mask?.[i] !== 0) sum += ((output[i] ?? 0) - (values[i] ?? 0)) ** 2
  }
  return sum / known
}

/** Why there can be no PCA of rows, if there can be none. */
export const pcaObstacle = (
  { mask, sizes, target, length }: Pick<Dataset, 'mask' | 'sizes' | 'target' | 'length'>,
  components: number,
): string | undefined => {
  const width = product(sizes)
  if (target !== undefined) return 'the target is not the input'
  if (mask !== undefined) return 'cells are missing'
  if (components > width) return `the code has ${components} entries, a row only ${width}`
  return pcaWork(length, width, components) > maxWork
    ? `${counted(components, 'component')} of ${grouped(length)} rows of ${grouped(width)} entries would take minutes`
    : undefined
}

/** PCA of the training rows, unless they have another target, entries are missing, it would take minutes, or the code is wider than the row. */
export const pcaFor = (train: Dataset, components: number): Baseline => {
  const withoutPca = pcaObstacle(train, components)
  return withoutPca === undefined ? fitPca(train, components) : { withoutPca }
}

const pcaOf = (baseline: Baseline, data: Dataset): Pick<Comparison, 'pca' | 'withoutPca'> => {
  if ('withoutPca' in baseline) return baseline
  const components = baseline.components.length
  const withoutPca = pcaObstacle(data, components)
  return withoutPca === undefined ? { pca: { components, mse: pcaError(baseline, data) } } : { withoutPca }
}

/** Evaluates rows, and compares with PCA if a baseline is given. */
export const compare = async (
  session: Session,
  weights: HostWeights,
  data: Dataset,
  baseline?: Baseline,
): Promise<Comparison> => {
  const { total, terms } = await evaluate(session, weights, data)
  const mse = await squaredError(session, weights, data)
  return { rows: data.length, loss: total, terms, mse, ...(baseline === undefined ? {} : pcaOf(baseline, data)) }
}
