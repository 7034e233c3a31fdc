import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible, Fault, Settings } from '../../codec/index.ts'
import type { Dataset, TargetRows } from '../../data/index.ts'
import type { Model } from '../../model/index.ts'
import type { Arguments, Context, Defined, Definition, Definitions } from '../../registry/index.ts'
import { erased } from '../../registry/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { Named } from '../../tensor/named.ts'
import { tensorFaults } from './tensorFaults.ts'

/** An anomaly score as data: its name and its settings. */
export interface ScoreSpec {
  readonly score: string
  readonly [setting: string]: unknown
}

/** What a score sees of rows: themselves, and what the model makes of them. Every `Inference` is one. */
export interface ScoreInput {
  readonly model: Model
  readonly rows: Dataset
  /** What outputs are compared with: the rows themselves, or their target. */
  readonly target: TargetRows
  /** The code of every row, [N, …code]. */
  readonly codes: () => Promise<HostTensor>
  /** The reconstruction of every row, [N, …target]. */
  readonly output: () => Promise<HostTensor>
  /** The reconstruction loss of every row, [N]. */
  readonly losses: () => Promise<HostTensor>
  /** The importance-weighted bound on log p(x) of every row; `alike`: from the same draws for every row. */
  readonly bounds: (samples: number, options?: { readonly alike?: boolean }) => Promise<Float64Array>
  /** What the model makes of other rows. */
  readonly of: (rows: Dataset) => ScoreInput
}

/** What a score took from the training rows. */
export interface FittedTensors {
  /** What it keeps: travels with the model. */
  readonly tensors: Named<HostTensor>
  /** The score of every training row as if it were new: a row is no neighbour of itself. */
  readonly training: Float64Array
}

/** A fitted score, ready to use. The score of a row does not depend on the other rows. */
export interface Scorer {
  /** One number a row; the higher, the odder. */
  readonly score: (rows: ScoreInput) => Promise<Float64Array>
  /**
   * How much each entry of the target adds to the score of each row, N × width, row-major, where the score is such a sum.
   * An entry that makes the row less odd adds a negative number.
   */
  readonly contributions?: (rows: ScoreInput) => Promise<Float64Array>
}

/** A score that is built for a model. */
export interface BuiltScore {
  /** `where` is the place of the score, for faults. */
  readonly fit: (training: ScoreInput, where: string) => Promise<Fallible<FittedTensors>>
  /** The score of the tensors that `fit` kept. */
  readonly scorer: (tensors: Named<HostTensor>) => Scorer
  /** Whether tensors, of a file, are such as `fit` keeps; `where` is their place. */
  readonly check: (tensors: Named<HostTensor>, where: string) => ReadonlyArray<Fault>
}

/** What a score may ask for while it is built. */
export interface ScoreContext extends Context<Codec<ScoreSpec>> {
  /** Builds a score that the settings hold, for the same model. */
  readonly score: (spec: ScoreSpec, at: string) => Fallible<BuiltScore>
}

/** A score as a registry holds it; `defineScore` makes it. */
export type ScoreDefinition = Definition<Settings, Codec<ScoreSpec>, Model, ScoreContext, BuiltScore>

/** The scores that there are by name. */
export type Scores = Definitions<ScoreDefinition>

/** What defines a score: `build` says which models it is for. */
export type Score<S extends object> = Definition<S, Codec<ScoreSpec>, Model, ScoreContext, BuiltScore>

/**
 * Defines an anomaly score in one place: its definition for registries, and the function that makes its spec, which takes
 * the settings as an object.
 *
 * @example
 * const greatest = Tasks.defineScore({
 *   name: 'greatest',
 *   summary: 'The greatest error of an entry.',
 *   codec: () => Codecs.struct({}),
 *   build: () =>
 *     Either.right(
 *       Tasks.withoutState({
 *         score: async (rows) => Tasks.eachRow(await Tasks.residuals(rows), (row) => Math.max(...Array.from(row, Math.abs))),
 *       }),
 *     ),
 * })
 * const registry = extend(library, { scores: [greatest] })
 */
export const defineScore = <S extends object>(
  score: Score<S>,
): Defined<(...settings: Arguments<S>) => ScoreSpec, ScoreDefinition> => {
  const use = (...[settings]: Arguments<S>): ScoreSpec => ({ score: score.name, ...settings })
  return Object.assign(use, { definition: erased<S, Codec<ScoreSpec>, Model, ScoreContext, BuiltScore>(score) })
}

/** A score that keeps nothing of the training rows. */
export const withoutState = (scorer: Scorer): BuiltScore => ({
  fit: async (training) => Either.right({ tensors: {}, training: await scorer.score(training) }),
  scorer: () => scorer,
  check: (tensors, where) => tensorFaults(tensors, {}, where),
})
