import type { Dataset } from '../data/index.ts'
import type { Session, State } from '../engines/index.ts'
import type { Model } from '../model/index.ts'
import { product } from '../tensor/shape.ts'
import { boundOf, evaluate, infer, partsOf } from '../training/index.ts'
import type { Pca } from './pca.ts'
import { fitPca, pcaError } from './pca.ts'

/** A mean over rows, by so many codes for each. */
export interface Bound {
  readonly samples: number
  readonly mean: number
  readonly error: number
}

/** The importance-weighted bound of rows, for a model that `boundFault` finds nothing wrong with. */
export const estimateBound = async (
  session: Session,
  model: Model,
  weights: Pick<State, 'parameters' | 'buffers'>,
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

/** How well a model reconstructs rows, beside PCA with as many components as the code has entries. */
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
}

/** PCA needs a matrix of columns × columns: beyond this it is left out. */
const widest = 2048

const squaredError = async (
  session: Session,
  weights: Pick<State, 'parameters' | 'buffers'>,
  data: Dataset,
): Promise<number> => {
  const known = data.mask?.reduce((sum, value) => sum + value, 0) ?? data.values.length
  let sum = 0
  for (const part of partsOf(data, session.inferenceBatchSize)) {
    const { data: output } = await infer(session, 'reconstruct', weights, part)
    const { values, mask } = part
    for (let i = 0; i < values.length; i++) if (mask?.[i] !== 0) sum += ((output[i] ?? 0) - (values[i] ?? 0)) ** 2
  }
  return sum / known
}

/** PCA where it can be had: no entry missing, not too many columns, fewer components than columns. */
export const pcaFor = (train: Dataset, components: number): Pca | undefined => {
  const width = product(train.sizes)
  return train.mask === undefined && width <= widest && components <= width ? fitPca(train, components) : undefined
}

/** Evaluates rows beside PCA, which was fitted on the training rows. */
export const compare = async (
  session: Session,
  weights: Pick<State, 'parameters' | 'buffers'>,
  data: Dataset,
  pca: Pca | undefined,
): Promise<Comparison> => {
  const { total, terms } = await evaluate(session, weights, data)
  const mse = await squaredError(session, weights, data)
  const beside = pca !== undefined && data.mask === undefined
  return {
    rows: data.length,
    loss: total,
    terms,
    mse,
    ...(beside ? { pca: { components: pca.components.length, mse: pcaError(pca, data) } } : {}),
  }
}
