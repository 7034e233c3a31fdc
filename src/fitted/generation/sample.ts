import { failure, orThrow, settle } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import { child, path, stream } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { product } from '../../tensor/shape.ts'
import { present } from '../../tensor/present.ts'
import type { HostTensor } from '../../tensor/host.ts'
import type { OutputNoise } from '../../tasks/index.ts'
import { labelsFor, likelihoodFault, rowsFromCodes } from '../../tasks/index.ts'
import type { Reconstruction } from '../modelUnits.ts'
import type { Matrix } from '../rows/rows.ts'
import type { DensityChoice, ReadyDensity, UsedDensity } from './codeDensities.ts'
import { codeDensities } from './codeDensities.ts'
import { codeRows, withConditions } from './conditions.ts'
import type { Generation } from './generation.ts'

/** How rows are drawn from a model. */
export interface SampleSettings {
  /** Where codes come from: by default the model's own prior, or a density fitted on the codes of the training rows. */
  readonly density?: DensityChoice
  /** The mean of the likelihood of each code, by default; or a row that is drawn under it. */
  readonly noise?: OutputNoise
  /** 0 by default. The same seed gives the same rows, and the first ones of more. */
  readonly seed?: number
  /** The label of the samples, or the labels in turn: the class of a conditional model, or that of the training rows. */
  readonly label?: string | ReadonlyArray<string>
  /** The columns of the condition of a conditional model: a row for all samples, or one for each. */
  readonly condition?: Matrix
}

/** Rows that a model made up. */
export interface Samples {
  /** [N, …target], in the units of the data. */
  readonly rows: Reconstruction
  /** The codes that they were decoded from, [N, …code]. */
  readonly codes: HostTensor
  readonly labels?: ReadonlyArray<string>
  /** What codes were drawn from: one density, or one for each label. */
  readonly densities: ReadonlyArray<UsedDensity>
}

/** A code for every label, code i drawn from the density of label i. */
const drawCodes = (
  densities: ReadonlyMap<string | undefined, ReadyDensity>,
  labels: ReadonlyArray<string> | undefined,
  length: number,
  seed: number,
): Points => {
  const from = path(stream(seed), 'sample', 'codes')
  const only = densities.get(undefined)
  if (only !== undefined) return only.density.sample(length, from)
  const drawn = new Map([...densities].map(([label, { density }]) => [label, density.sample(length, from)]))
  const width = [...drawn.values()][0]?.width ?? 0
  const values = new Float64Array(length * width)
  labels?.forEach((label, row) =>
    values.set(drawn.get(label)?.values.subarray(row * width, (row + 1) * width) ?? [], row * width),
  )
  return { length, width, values }
}

const ofCodeSize = (points: Points, width: number): Points =>
  points.width === width
    ? points
    : orThrow(
        failure({
          fault: 'wrong shape',
          where: 'density',
          expected: `codes of ${width} numbers`,
          found: `${points.width} each`,
        }),
      )

/** Draws so many rows from a model. */
export const sampleRows = async (
  { registry, trained, inference, inUnits }: Generation,
  length: number,
  { density, noise = 'mean', seed = 0, label, condition }: SampleSettings,
  training: Dataset | undefined,
): Promise<Samples> => {
  const { model } = trained
  if (!Number.isSafeInteger(length) || length < 1)
    throw new RangeError(`a number of samples is at least 1, not ${length}`)
  const obstacle = noise === 'likelihood' ? likelihoodFault(model) : undefined
  orThrow(settle(obstacle === undefined ? [] : [obstacle], () => undefined))
  const labels = orThrow(labelsFor(model, length, label))
  const root = path(stream(seed), 'sample')
  const source = { model, inference, training }
  const densities = await codeDensities(registry, source, density, labels, child(root, 'density'))
  const points = ofCodeSize(drawCodes(densities, labels, length, seed), product(model.code))
  const given = { labels, training, ...present({ condition }) }
  const codes = orThrow(withConditions(registry, trained, codeRows(trained, points), given, child(root, 'condition')))
  const rows = await rowsFromCodes(inference(codes), codes, noise, child(root, 'noise'))
  return {
    rows: inUnits(rows, length),
    codes: { shape: [length, ...model.code], data: codes.values },
    ...present({ labels }),
    densities: [...densities.values()].map(({ used }) => used),
  }
}
