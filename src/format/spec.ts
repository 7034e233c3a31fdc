import type { Codec } from '../codec/index.ts'
import { array, boolean, integer, number, refine, struct } from '../codec/index.ts'
import type { Sources, SourceSpec, Split, WindowSettings } from '../data/index.ts'
import { sourceCodec, sources, windowsCodec } from '../data/index.ts'
import type { Layers, Network } from '../layers/index.ts'
import { conditionCodec, layers, layersCodec } from '../layers/index.ts'
import type { Terms } from '../losses/index.ts'
import { termCodec, terms } from '../losses/index.ts'
import type { AutoencoderSpec } from '../model/index.ts'
import type { Optimiser, Updates } from '../optimisers/index.ts'
import { updateCodec, updates } from '../optimisers/index.ts'
import type { Steps, StepSpec } from '../preprocessing/index.ts'
import { stepCodec, steps } from '../preprocessing/index.ts'
import type { Schedules } from '../schedules/index.ts'
import { rateCodec, schedules } from '../schedules/index.ts'
import type { Scores, ScoreSpec } from '../tasks/scores/index.ts'
import { scoreCodec, scores } from '../tasks/scores/index.ts'

import type { Thresholds } from '../tasks/thresholds/index.ts'
import { thresholds } from '../tasks/thresholds/index.ts'
import type { Densities } from '../tasks/densities/index.ts'
import { densities } from '../tasks/densities/index.ts'

/** Everything a spec may name, and what `detect` may. A registry is an argument: `extend` adds a user's own definitions. */
export interface Registry {
  readonly layers: Layers
  readonly terms: Terms
  readonly updates: Updates
  readonly schedules: Schedules
  readonly steps: Steps
  readonly sources: Sources
  readonly scores: Scores
  readonly thresholds: Thresholds
  readonly densities: Densities
}

/** The definitions of the library. */
export const library: Registry = {
  layers,
  terms,
  updates,
  schedules,
  steps,
  sources,
  scores,
  thresholds,
  densities,
}

/** Early stopping: training ends when the validation loss has not fallen by `minDelta` for `patience` epochs. */
export interface Stopping {
  readonly patience: number
  readonly minDelta?: number
  /** Whether training ends with the parameters of the best epoch; true by default. */
  readonly restoreBest?: boolean
}

/** A model with its data and the settings of its training. */
export interface ExperimentSpec {
  readonly model: AutoencoderSpec
  readonly data: SourceSpec
  /** What outputs are compared with, row by row, if that is not the data itself: clean images, the next window. */
  readonly target?: SourceSpec
  readonly preprocessing?: ReadonlyArray<StepSpec>
  /** Of the target; the steps of `preprocessing` by default, fitted on the target. */
  readonly targetPreprocessing?: ReadonlyArray<StepSpec>
  /**
   * The rows of `data` are points of a series, in their order, and the model sees windows over them; parts are split in the
   * order of time.
   */
  readonly windows?: WindowSettings
  readonly split?: Split
  readonly optimiser: Optimiser
  /** Of the discriminator, if the model has one. */
  readonly discriminatorOptimiser?: Optimiser
  readonly epochs: number
  readonly batchSize: number
  readonly seed?: number
  /**
   * Whether rows are read anew in every epoch instead of being held in memory; by default where their numbers would take
   * more than 1 GB.
   */
  readonly stream?: boolean
  /** How streamed rows are shuffled: by a buffer of so many rows, 10,000 by default, or fewer where they take 128 MB. */
  readonly shuffle?: { readonly buffer: number }
  readonly stopping?: Stopping
  /** The anomaly score that is fitted on the training rows when training ends, for `detect`. */
  readonly score?: ScoreSpec
}

/** The content of a spec file. */
export type Spec =
  | ({ readonly kind: 'autoencoder' } & AutoencoderSpec)
  | ({ readonly kind: 'experiment' } & ExperimentSpec)

const extent = integer({ minimum: 1, maximum: 16_777_216 })
const share = number({ minimum: 0, exclusiveMaximum: 1 })

const networkCodec = (known: Layers): Codec<Network> =>
  struct({ input: array(extent, { minItems: 1 }), layers: layersCodec(known) })

/** The fields of an autoencoder that may be left out. */
const optionalFields = (registry: Registry) => ({
  condition: conditionCodec,
  discriminator: networkCodec(registry.layers),
  target: array(extent, { minItems: 1 }),
})

/** The fields of an autoencoder. */
export const autoencoderFields = (registry: Registry) => {
  const network = networkCodec(registry.layers)
  return {
    encoder: network,
    decoder: network,
    loss: array(termCodec(registry.terms, rateCodec(registry.schedules)), { minItems: 1 }),
  }
}

const splitCodec: Codec<Split> = refine(
  struct({}, { validation: share, test: share, calibration: share }),
  ({ validation = 0, test = 0, calibration = 0 }) =>
    validation + test + calibration < 1
      ? undefined
      : {
          fault: 'out of range',
          expected: 'shares that leave rows to train on',
          found: `${validation} + ${test}${calibration === 0 ? '' : ` + ${calibration}`}`,
        },
)

const stoppingCodec: Codec<Stopping> = struct(
  { patience: integer({ minimum: 1 }) },
  { minDelta: number({ minimum: 0 }), restoreBest: boolean },
)

/** Early stopping needs validation rows. */
const stoppingFault = ({ stopping, split }: Pick<ExperimentSpec, 'stopping' | 'split'>) =>
  stopping === undefined || (split?.validation ?? 0) > 0
    ? undefined
    : {
        fault: 'missing key',
        at: 'stopping',
        expected: 'validation rows to watch',
        found: 'none',
        remedy: 'add split: { validation: 0.1 }',
      }

/** Windows are cut of a series in memory, whose points after a window are its only target. */
const windowsFault = ({ windows, stream, target }: Pick<ExperimentSpec, 'windows' | 'stream' | 'target'>) => {
  if (windows === undefined) return undefined
  const at = 'windows'
  if (stream === true)
    return { fault: 'unused', at, expected: 'rows in memory', found: 'stream: true', remedy: 'leave stream out' }
  return (windows.horizon ?? 0) > 0 && target !== undefined
    ? { fault: 'unused', at, expected: 'no other target', found: 'a horizon and a target', remedy: 'leave one out' }
    : undefined
}

/** There is an optimiser for the discriminator exactly if there is a discriminator. */
const discriminatorOptimiserFault = ({ model: { discriminator }, discriminatorOptimiser }: ExperimentSpec) => {
  if ((discriminator === undefined) === (discriminatorOptimiser === undefined)) return undefined
  return discriminator === undefined
    ? {
        fault: 'unused',
        at: 'discriminatorOptimiser',
        expected: 'a model with a discriminator',
        found: 'none',
        remedy: 'leave it out, or give the model a discriminator',
      }
    : {
        fault: 'missing key',
        at: 'discriminatorOptimiser',
        expected: 'an optimiser for the discriminator of the model',
        found: 'none',
        remedy: 'add discriminatorOptimiser: adam(1e-3)',
      }
}

/** The codec of an autoencoder without its envelope. */
export const autoencoderCodec = (registry: Registry): Codec<AutoencoderSpec> =>
  struct(autoencoderFields(registry), optionalFields(registry))

const optimiserCodec = ({ updates: known, schedules: rates }: Registry): Codec<Optimiser> =>
  array(updateCodec(known, rateCodec(rates)), { minItems: 1 })

/** How long training may be and how many rows a step may take: what a spec may say, and what may override it. */
export const trainingFields = {
  epochs: integer({ minimum: 1, maximum: 1_000_000 }),
  batchSize: integer({ minimum: 1, maximum: 1_000_000 }),
}

const shuffleCodec = struct({ buffer: integer({ minimum: 1, maximum: 2 ** 31 - 1 }) })

/** What may override an experiment that is trained. */
export const overridesCodec = struct({}, { seed: integer(), shuffle: shuffleCodec, ...trainingFields })

/** The codec of an experiment without its envelope. */
export const experimentCodec = (registry: Registry): Codec<ExperimentSpec> =>
  refine(
    struct(
      {
        model: autoencoderCodec(registry),
        data: sourceCodec(registry.sources),
        optimiser: optimiserCodec(registry),
        ...trainingFields,
      },
      {
        target: sourceCodec(registry.sources),
        preprocessing: array(stepCodec(registry.steps)),
        targetPreprocessing: array(stepCodec(registry.steps)),
        discriminatorOptimiser: optimiserCodec(registry),
        windows: windowsCodec,
        split: splitCodec,
        seed: integer(),
        stream: boolean,
        shuffle: shuffleCodec,
        stopping: stoppingCodec,
        score: scoreCodec(registry.scores),
      },
    ),
    (spec) => stoppingFault(spec) ?? windowsFault(spec) ?? discriminatorOptimiserFault(spec),
  )
