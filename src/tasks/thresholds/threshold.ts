import type { Fallible } from '../../codec/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainFacts } from '../../registry/index.ts'
import { plainDefinition } from '../../registry/index.ts'

/** A threshold as data: its name and its settings. */
export interface ThresholdSpec {
  readonly threshold: string
  readonly [setting: string]: unknown
}

/** The rows that reference scores are of. Those of calibration neither trained the model nor stopped its training. */
export type ReferencePart = 'calibration' | 'validation' | 'training'

/** Scores of rows with labels, apart from the rows that are to be decided on. */
export interface LabelledScores {
  readonly scores: ArrayLike<number>
  readonly anomalous: ReadonlyArray<boolean>
}

/** What a threshold can be set by. */
export interface ThresholdInput {
  /** The sorted scores of rows that are taken for normal. */
  readonly reference: { readonly part: ReferencePart; readonly scores: ArrayLike<number> }
  /** The scores of the rows that are to be decided on. */
  readonly scores: ArrayLike<number>
  /** Scores of other rows, with labels. */
  readonly labelled?: LabelledScores
}

/** What a threshold promises of rows that are like the reference rows, if those were not trained on. */
export interface Promised {
  /**
   * Of what: the share of normal rows that are flagged, or the share of normal rows among the flagged ones; both expected
   * over reference rows and rows.
   */
  readonly of: 'false alarms' | 'false discoveries'
  readonly rate: number
}

/** A threshold that was set: a row is flagged if its score is greater. */
export interface SetThreshold {
  readonly value: number
  /** The rows that set it: the reference rows, the rows with labels, or those that are decided on. */
  readonly by: ReferencePart | 'labelled' | 'scored'
  /** How many rows set it. */
  readonly rows: number
  /** Where it promises a rate. */
  readonly promised?: Promised
}

/** A threshold as the registry holds it: `build` sets it by rows. */
export type ThresholdDefinition = PlainDefinition<ThresholdInput, SetThreshold>

/** Thresholds by name. */
export type Thresholds = Definitions<ThresholdDefinition>

/** What defines a threshold. */
export interface Threshold<S extends object> extends PlainFacts<S> {
  /** Sets it by rows, or says why they do not do. */
  readonly set: (settings: S, input: ThresholdInput, where: string) => Fallible<SetThreshold>
}

/**
 * Defines a threshold in one place: its definition for registries, and the function that gives it with its settings.
 *
 * @example
 * const greatest = Tasks.defineThreshold({
 *   name: 'greatest',
 *   summary: 'Greatest: above every reference score.',
 *   codec: Codecs.struct({}),
 *   set: (_, { reference: { part, scores } }) =>
 *     Either.right({ value: scores[scores.length - 1] ?? 0, by: part, rows: scores.length }),
 * })
 * const registry = extend(library, { thresholds: [greatest] })
 */
export function defineThreshold<S extends object>(
  threshold: Threshold<S>,
): Defined<(...settings: Arguments<S>) => ThresholdSpec, ThresholdDefinition>
export function defineThreshold<S extends object>({
  codec,
  set,
  ...rest
}: Threshold<S>): Defined<object, ThresholdDefinition> {
  const definition = plainDefinition<S, ThresholdInput, SetThreshold>({ ...rest, codec, build: set })
  const specify = (settings: object = {}): ThresholdSpec => ({ ...settings, threshold: rest.name })
  return Object.assign(specify, { definition })
}
