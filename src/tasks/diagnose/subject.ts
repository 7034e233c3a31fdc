import { select } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import type { HostWeights } from '../../engines/index.ts'
import type { Stream } from '../../random/index.ts'
import { path, permutation, stream } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointsOf } from '../../statistics/index.ts'
import type { Inference } from '../inference.ts'
import type { LayerUnits } from './layerUnits.ts'
import { layerUnitsOf } from './layerUnits.ts'
import type { GaussianCodes } from './gaussianCodes.ts'
import type { EpochOfHistory } from '../epochOfHistory.ts'
import { gaussianCodesOf } from './gaussianCodes.ts'
import type { CodeKind } from './codeKind.ts'
import { codeKindOf } from './codeKind.ts'
import type { CodePath } from './codePaths.ts'
import { codePathsOf } from './codePaths.ts'

/** A trained model with its rows, and what several diagnoses need of them, computed when it is first asked for. */
export interface Subject {
  readonly model: Model
  readonly weights: HostWeights
  /** The rows that it was trained on. */
  readonly training: Inference
  /** Rows that it was not trained on, where there are any. */
  readonly heldOut?: Inference
  /** The epochs of training, where they are known. */
  readonly history: ReadonlyArray<EpochOfHistory>
  readonly seed: Stream
  /** Training rows, at most so many, drawn at random; the same in every call. */
  readonly sample: (rows: number) => Inference
  /** The codes of at most 2,000 training rows. */
  readonly codes: () => Promise<Points>
  readonly codeKind: () => Promise<CodeKind>
  /** Means and log-variances of the codes of at most 500 training rows; nothing where the code is not Gaussian. */
  readonly gaussian: () => GaussianCodes | undefined
  /** What the units of every layer give for at most 500 training rows. */
  readonly units: () => ReadonlyArray<LayerUnits>
  /** Paths between the codes of near neighbours, what they decode to and where that is encoded. */
  readonly paths: () => Promise<ReadonlyArray<CodePath>>
}

/** How many rows are looked at, for what only inference is needed, and where the reference evaluator runs. */
export const sampleRows = { inference: 2000, reference: 500 } as const

/** A computation that runs once for each number that it is asked for. */
const perNumber = <A>(compute: (n: number) => A): ((n: number) => A) => {
  const found = new Map<number, A>()
  return (n) => {
    const before = found.get(n)
    if (before !== undefined) return before
    const value = compute(n)
    found.set(n, value)
    return value
  }
}

const once = <A>(compute: () => A): (() => A) => {
  const memoised = perNumber(compute)
  return () => memoised(0)
}

/** Rows of an inference, at most so many, drawn at random. */
export const sampled = (inference: Inference, rows: number, seed: Stream): Inference => {
  const { length } = inference.rows
  if (length <= rows) return inference
  return inference.of(select(inference.rows, permutation(path(seed, 'rows'), length).slice(0, rows).toSorted()))
}

/** A model with its rows as diagnoses see it. */
export const subjectOf = (
  training: Inference,
  given: Pick<Subject, 'heldOut' | 'history'> & { readonly seed: number },
): Subject => {
  const { model, weights } = training
  const seed = stream(given.seed)
  const sample = perNumber((rows) => sampled(training, rows, seed))
  const codes = once(async () => pointsOf(await sample(sampleRows.inference).codes()))
  const codeKind = once(async () => codeKindOf(model, await codes()))
  const small = (): Inference => sample(sampleRows.reference)
  return {
    ...given,
    model,
    weights,
    training,
    seed,
    sample,
    codes,
    codeKind,
    gaussian: once(() => gaussianCodesOf(small())),
    units: once(() => layerUnitsOf(small())),
    paths: once(async () => codePathsOf(sample(sampleRows.inference), await codeKind(), seed)),
  }
}
