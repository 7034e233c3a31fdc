import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../../codec/index.ts'
import { failure, orThrow } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import type { Registry } from '../../format/index.ts'
import type { Model } from '../../model/index.ts'
import type { Stream } from '../../random/index.ts'
import { child } from '../../random/index.ts'
import type { CodeDensity, DensitySpec, DensityTrial, FittedDensity } from '../../tasks/densities/index.ts'
import { buildDensity, chooseDensity, defaultDensity, densityFrom, fitBuilt } from '../../tasks/densities/index.ts'
import type { Inference } from '../../tasks/index.ts'
import { rowsOfLabel, trainingCodesOf } from '../../tasks/index.ts'

/** Which density codes are drawn from: one by its spec, one that was fitted before, or the most likely one. */
export type DensityChoice = DensitySpec | FittedDensity | 'auto'

/** A density that codes were drawn from. */
export interface UsedDensity extends FittedDensity {
  /** The label of the training rows that it was fitted on, where it was fitted on those of one. */
  readonly label?: string
  /** What other densities made of held-out codes, where it was chosen. */
  readonly trials?: ReadonlyArray<DensityTrial>
}

/** A density of codes, ready to draw from, with what it was made of. */
export interface ReadyDensity {
  readonly used: UsedDensity
  readonly density: CodeDensity
}

const isFitted = (choice: DensityChoice): choice is FittedDensity => typeof choice === 'object' && 'fitted' in choice

/** The training rows that are to be had: the rows themselves, and the model that makes codes of them. */
export interface TrainingSource {
  readonly model: Model
  readonly inference: (rows: Dataset) => Inference
  readonly training: Dataset | undefined
}

const ready = (registry: Registry, model: Model, used: Fallible<UsedDensity>): ReadyDensity =>
  orThrow(
    pipe(
      used,
      Either.bindTo('used'),
      Either.bind('density', ({ used: one }) => densityFrom(registry.densities, one, model)),
    ),
  )

/** Fits a density on some training rows, or on none where there are none. */
const fitOn = async (
  registry: Registry,
  { model, inference }: TrainingSource,
  choice: DensitySpec | 'auto',
  rows: Dataset | undefined,
  from: Stream,
): Promise<ReadyDensity> => {
  const codesOf = async () =>
    rows === undefined ? undefined : trainingCodesOf(inference(rows), child(from, 'training'))
  if (choice === 'auto')
    return ready(registry, model, chooseDensity(registry.densities, model, await codesOf(), child(from, 'fit')))
  const built = orThrow(buildDensity(registry.densities, choice, model))
  const training = built.built.needsTraining ? await codesOf() : undefined
  return ready(registry, model, fitBuilt(built, training, child(from, 'fit')))
}

/** Where no density is named: the model's own, but one that can be fitted on rows of a label where the model knows none. */
const defaultFor = (model: Model, hasLabels: boolean): DensitySpec => {
  const density = defaultDensity(model)
  if (density.density !== 'prior' || !hasLabels || model.condition !== undefined) return density
  return {
    density:
      model.encoder.distribution === undefined || model.encoder.distribution === 'gaussian'
        ? 'gaussianMixture'
        : 'empirical',
  }
}

const withoutLabel = failure({
  fault: 'wrong usage',
  where: 'density',
  expected: 'a density that is fitted on training rows of a label, as the model has no condition',
  found: 'one that is not',
  remedy: 'take "gaussianMixture", or train a model with a condition',
})

/**
 * The densities that codes are drawn from. With labels, a density that needs training rows is fitted once for each, on the
 * rows that have it; else there is one for all, under no label.
 */
export const codeDensities = async (
  registry: Registry,
  source: TrainingSource,
  given: DensityChoice | undefined,
  labels: ReadonlyArray<string> | undefined,
  from: Stream,
): Promise<ReadonlyMap<string | undefined, ReadyDensity>> => {
  const { model, training } = source
  const choice = given ?? defaultFor(model, labels !== undefined)
  if (isFitted(choice)) return new Map([[undefined, ready(registry, model, Either.right(choice))]])
  const needsTraining =
    choice === 'auto' || orThrow(buildDensity(registry.densities, choice, model)).built.needsTraining
  if (labels !== undefined && !needsTraining && model.condition === undefined) return orThrow(withoutLabel)
  if (labels === undefined || !needsTraining || training === undefined)
    return new Map([[undefined, await fitOn(registry, source, choice, training, from)]])
  const all = new Map<string | undefined, ReadyDensity>()
  for (const label of new Set(labels)) {
    const rows = orThrow(rowsOfLabel(training, label))
    const { used, density } = await fitOn(registry, source, choice, rows, child(from, label))
    all.set(label, { used: { ...used, label }, density })
  }
  return all
}

/** Whether a density has to be fitted on training rows to draw from. */
const isFittedOnRows = (registry: Registry, model: Model, choice: DensityChoice): Fallible<boolean> => {
  if (choice === 'auto') return Either.right(true)
  if (isFitted(choice)) return Either.right(false)
  return pipe(
    buildDensity(registry.densities, choice, model),
    Either.map(({ built }) => built.needsTraining),
  )
}

/** Whether drawing with these settings takes training rows: for a density, or for the conditions of samples. */
export const needsTraining = (
  registry: Registry,
  model: Model,
  {
    density,
    label,
    condition,
  }: { readonly density?: DensityChoice; readonly label?: unknown; readonly condition?: unknown },
): Fallible<boolean> =>
  pipe(
    isFittedOnRows(registry, model, density ?? defaultFor(model, label !== undefined)),
    Either.map((needed) => needed || (model.condition?.spec.columns !== undefined && condition === undefined)),
  )
