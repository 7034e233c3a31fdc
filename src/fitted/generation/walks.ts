import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, failure, orThrow, settle } from '../../codec/index.ts'
import type { ConditionRows, Dataset } from '../../data/index.ts'
import { priorOf } from '../../model/index.ts'
import { path, stream } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointAt, pointsOf } from '../../statistics/index.ts'
import type { EntryRange } from '../../tasks/index.ts'
import {
  centreOf,
  labelsFor,
  pathThrough,
  priorRange,
  rangesOf,
  shares,
  spherical as alongArc,
  straight,
  trainingCodesOf,
  traversalFrom,
} from '../../tasks/index.ts'
import type { HostTensor } from '../../tensor/host.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'
import { codesOf, inputsOf } from '../modelRows.ts'
import type { Reconstruction } from '../modelUnits.ts'
import type { Rows } from '../rows/rows.ts'
import type { TrainedModel } from '../trainedModel.ts'
import { codeRows, withConditions } from './conditions.ts'
import type { Generation } from './generation.ts'

/** Rows, which are encoded, or codes. */
export type RowsOrCodes = Rows | { readonly codes: Rows }

export interface InterpolateOptions {
  /** How many rows there are from one to the next, both included; 10 by default. */
  readonly steps?: number
  /** Along the arc between the directions of the codes; false by default, but for codes on a sphere. */
  readonly spherical?: boolean
}

/** Rows between rows. */
export interface Interpolation {
  /** [pairs · steps, …target], in the units of the data. */
  readonly rows: Reconstruction
  readonly codes: HostTensor
  readonly steps: number
  /** How far each row is on the way from one end to the other, from 0 to 1. */
  readonly positions: Float64Array
}

export interface TraverseSettings {
  /** Which entries of the code change, counted from 0; all of them by default. */
  readonly entries?: ReadonlyArray<number>
  /** How many values each has; 9 by default. */
  readonly steps?: number
  /** The quantiles of the training codes that entries go between; 0.01 and 0.99 by default. */
  readonly quantiles?: EntryRange
  /** The class of a conditional model, where no row is given to have one. */
  readonly label?: string
  /** 0 by default: of the samples of Gaussian codes, and of which training rows are taken of many. */
  readonly seed?: number
}

/** Rows of codes in which one entry at a time changes. */
export interface Traversed {
  /** [entries · steps, …target], in the units of the data. */
  readonly rows: Reconstruction
  readonly codes: HostTensor
  readonly steps: number
  readonly entries: ReadonlyArray<number>
  /** entries × steps: the value of the entry. */
  readonly values: Float64Array
}

const quantisedFault = ({ model }: TrainedModel, what: string): Fallible<undefined> =>
  model.encoder.distribution === 'quantised'
    ? failure({
        fault: 'wrong model',
        where: what,
        expected: 'a code whose entries may be any numbers',
        found: 'a quantised code, which has nothing between its vectors',
        remedy: 'draw samples instead: isthmus sample',
      })
    : Either.right(undefined)

const stepsFault = (steps: number): ReadonlyArray<Fault> =>
  Number.isSafeInteger(steps) && steps >= 2
    ? []
    : [{ fault: 'out of range', where: 'steps', expected: 'a whole number of at least 2', found: String(steps) }]

/** The codes of rows, or the codes that are given, with their conditions. */
const codesFor = async (
  { registry, trained, inference }: Generation,
  from: RowsOrCodes,
): Promise<{ readonly codes: Points; readonly condition?: ConditionRows }> => {
  if (typeof from === 'object' && from !== null && 'codes' in from) {
    const { values, length, condition } = orThrow(codesOf(registry, trained, from.codes))
    return { codes: { length, width: product(trained.model.code), values }, ...present({ condition }) }
  }
  const rows = orThrow(inputsOf(registry, trained, from))
  const codes = pointsOf(await inference(rows).codes())
  return { codes, ...present({ condition: rows.condition }) }
}

const decoded = async (
  { trained, inference, inUnits }: Generation,
  points: Points,
  condition: ConditionRows | undefined,
): Promise<{ readonly rows: Reconstruction; readonly codes: HostTensor }> => {
  const codes: Dataset = { ...codeRows(trained, points), ...present({ condition }) }
  return {
    rows: inUnits(await inference(codes).decode(codes), codes.length),
    codes: { shape: [codes.length, ...trained.model.code], data: codes.values },
  }
}

/** The rows between rows: each next to the one before it. Conditions are interpolated straight. */
export const interpolateRows = async (
  generation: Generation,
  from: RowsOrCodes,
  { steps = 10, spherical }: InterpolateOptions,
): Promise<Interpolation> => {
  const { trained } = generation
  orThrow(quantisedFault(trained, 'interpolate'))
  orThrow(settle(stepsFault(steps), () => undefined))
  const { codes, condition } = await codesFor(generation, from)
  const [expected, found] = ['at least two rows to go between', counted(codes.length, 'row')]
  if (codes.length < 2) return orThrow(failure({ fault: 'too few rows', where: 'rows', expected, found }))
  const isSpherical = spherical ?? trained.model.encoder.distribution === 'spherical'
  const points = pathThrough(codes, steps, isSpherical ? alongArc : straight)
  const conditions = condition && {
    ...condition,
    values: Float32Array.from(pathThrough({ ...condition, length: codes.length }, steps, straight).values),
  }
  const positions = Float64Array.from({ length: points.length }, (_, i) => shares(steps)[i % steps] ?? 0)
  return { ...(await decoded(generation, points, conditions)), steps, positions }
}

const entryFaults = (entries: ReadonlyArray<number>, width: number): ReadonlyArray<Fault> =>
  entries
    .filter((entry) => !Number.isSafeInteger(entry) || entry < 0 || entry >= width)
    .map((entry) => ({
      fault: 'out of range',
      where: 'entries',
      expected: `entries of the code, from 0 to ${width - 1}`,
      found: String(entry),
    }))

/** How far each entry goes, and the code that others have while one goes. */
interface Extent {
  readonly ranges: ReadonlyArray<EntryRange>
  readonly centre: Float64Array
}

const extentOf = async (
  { trained: { model }, inference }: Generation,
  { quantiles = [0.01, 0.99], seed = 0 }: TraverseSettings,
  training: Dataset | undefined,
): Promise<Extent> => {
  const width = product(model.code)
  if (training !== undefined) {
    const { codes } = await trainingCodesOf(inference(training), path(stream(seed), 'traverse'))
    return { ranges: rangesOf(codes, quantiles), centre: centreOf(codes) }
  }
  const prior = priorOf(model)
  if (prior === undefined)
    return orThrow(
      failure({
        fault: 'missing rows',
        where: 'traverse',
        expected: 'training rows, whose codes say how far entries go, or a model with a prior',
        found: 'neither',
        remedy: 'give them: { training: rows }; a run has its own',
      }),
    )
  const { range, centre } = priorRange(prior)
  return { ranges: Array.from({ length: width }, () => range), centre: new Float64Array(width).fill(centre) }
}

/** The code that others have while one entry goes, and its condition: that of a row, or the centre of all codes. */
const baseOf = async (
  generation: Generation,
  from: RowsOrCodes | undefined,
  centre: Float64Array,
  label: string | undefined,
): Promise<{ readonly codes: Points; readonly condition?: ConditionRows }> => {
  if (from !== undefined) return codesFor(generation, from)
  const { registry, trained } = generation
  const codes = { length: 1, width: centre.length, values: centre }
  const labels = orThrow(labelsFor(trained.model, 1, label))
  const rows = codeRows(trained, codes)
  const conditioned = withConditions(registry, trained, rows, { labels, training: undefined }, stream(0))
  return pipe(
    conditioned,
    Either.map(({ condition }) => ({ codes, ...present({ condition }) })),
    orThrow,
  )
}

/** Rows of codes in which one entry at a time goes over its range, about the code of a row or the mean of all codes. */
export const traverseEntries = async (
  generation: Generation,
  from: RowsOrCodes | undefined,
  settings: TraverseSettings,
  training: Dataset | undefined,
): Promise<Traversed> => {
  const { trained } = generation
  const width = product(trained.model.code)
  const { steps = 9, entries = Array.from({ length: width }, (_, i) => i), label } = settings
  orThrow(quantisedFault(trained, 'traverse'))
  orThrow(settle([...stepsFault(steps), ...entryFaults(entries, width)], () => undefined))
  const { ranges, centre } = await extentOf(generation, settings, training)
  const { codes, condition } = await baseOf(generation, from, centre, label)
  const { codes: points, values } = traversalFrom(Float64Array.from(pointAt(codes, 0)), entries, steps, ranges)
  const repeated = condition && {
    ...condition,
    values: Float32Array.from(
      { length: points.length * condition.width },
      (_, at) => condition.values[at % condition.width] ?? 0,
    ),
  }
  return { ...(await decoded(generation, points, repeated)), steps, entries, values }
}
