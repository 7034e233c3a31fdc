import { correlationRatio, correlations } from './correlation.ts'
import type { Labelling } from './contingency.ts'
import { indexed } from './contingency.ts'
import { lasso } from './lasso.ts'
import { momentsOf } from './moments.ts'
import { binned, entropy, entropyOf, mutualInformation } from './mutualInformation.ts'
import type { Points } from './points.ts'

/** A known factor that rows vary in: numbers, or the names of categories. */
export type Factor =
  | { readonly name: string; readonly kind: 'numbers'; readonly values: Float64Array }
  | { readonly name: string; readonly kind: 'categories'; readonly values: ReadonlyArray<string> }

/** The most different numbers that are taken as they are; more of them are put into 20 bins. */
const bins = 20

const columnOf = ({ values, width, length }: Points, j: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => values[i * width + j] ?? 0)

/** A factor as classes: its categories, its few different numbers, or 20 bins of them. */
const classesOf = ({ kind, values }: Factor): Labelling =>
  kind === 'numbers' && new Set(values).size > bins ? binned(values, bins) : values

/** The gap between the greatest and the second greatest of some numbers. */
const gapOf = (numbers: ReadonlyArray<number>): number => {
  const [first = 0, second = 0] = numbers.toSorted((a, b) => b - a)
  return first - second
}

/** Factors that take one value only say nothing. */
export const varyingFactors = (factors: ReadonlyArray<Factor>): ReadonlyArray<Factor> =>
  factors.filter(({ values }) => new Set<string | number>(values).size > 1)

/**
 * The mutual information gap (Chen et al. 2018, section 4.1): for each factor, the information that the best code entry
 * has of it beyond the second best, as a share of the factor's entropy. Code entries are put into 20 bins, as numbers of
 * many values are. From 0 to 1, where each factor is read off one entry alone.
 */
export const mutualInformationGap = (codes: Points, factors: ReadonlyArray<Factor>): ReadonlyArray<number> => {
  const entries = Array.from({ length: codes.width }, (_, j) => binned(columnOf(codes, j), bins))
  return factors.map((factor) => {
    const classes = classesOf(factor)
    return gapOf(entries.map((entry) => mutualInformation(entry, classes))) / entropy(classes)
  })
}

/**
 * The separated attribute predictability (Kumar et al. 2018, section 3.1): for each factor, the gap between the two code
 * entries that predict it best. A factor of numbers is predicted by a line: r². A factor of categories says the entry by
 * the means of its categories: the correlation ratio η², in place of the paper's linear classifier.
 */
export const attributePredictability = (codes: Points, factors: ReadonlyArray<Factor>): ReadonlyArray<number> =>
  factors.map((factor) => {
    if (factor.kind === 'numbers') {
      const r = correlations(codes, { length: codes.length, width: 1, values: factor.values })
      return gapOf([...r].map((value) => value ** 2))
    }
    return gapOf(
      Array.from({ length: codes.width }, (_, j) => correlationRatio(columnOf(codes, j), factor.values) ?? 0),
    )
  })

export interface Dci {
  readonly disentanglement: number
  readonly completeness: number
}

const standardised = (points: Points): Points => {
  const { means, deviations } = momentsOf(points)
  const { width } = points
  const values = Float64Array.from(points.values, (value, at) => {
    const deviation = deviations[at % width] ?? 0
    return deviation > 1e-6 ? (value - (means[at % width] ?? 0)) / deviation : 0
  })
  return { ...points, values }
}

/** A factor as columns to predict: its numbers, or 1 and 0 for each of its categories; each of deviation 1. */
const targetsOf = (factor: Factor): ReadonlyArray<Float64Array> => {
  const { of, classes } = indexed(factor.values)
  const columns =
    factor.kind === 'numbers' ? [factor.values] : classes.map((_, c) => Float64Array.from(of, (i) => (i === c ? 1 : 0)))
  return columns.map((values) => {
    const { values: column } = standardised({ length: values.length, width: 1, values })
    return Float64Array.from(column)
  })
}

/** How much each code entry matters for each factor, by the weights of L1-regularised linear regressions: [entry][factor]. */
export const importances = (
  codes: Points,
  factors: ReadonlyArray<Factor>,
  alpha = 0.02,
): ReadonlyArray<Float64Array> => {
  const scaled = standardised(codes)
  const byFactor = factors.map((factor) => {
    const weights = targetsOf(factor).map((target) => lasso(scaled, target, alpha, { tolerance: 1e-6 }))
    return Float64Array.from({ length: codes.width }, (_, i) =>
      weights.reduce((sum, column) => sum + Math.abs(column[i] ?? 0) / weights.length, 0),
    )
  })
  return Array.from({ length: codes.width }, (_, i) => Float64Array.from(byFactor, (weights) => weights[i] ?? 0))
}

/** 1 − the entropy of shares as a part of the most there can be: 1 where one has all, 0 where all have the same. */
const concentration = (shares: ArrayLike<number>): number =>
  shares.length < 2 ? 1 : 1 - entropyOf(shares) / Math.log(shares.length)

/** The mean of numbers, each weighted by a share. */
const weightedMean = (numbers: ReadonlyArray<number>, weights: ReadonlyArray<number>): number => {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return numbers.reduce((sum, number, i) => sum + ((weights[i] ?? 0) > 0 ? number * (weights[i] ?? 0) : 0), 0) / total
}

const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)

/**
 * Disentanglement and completeness (Eastwood and Williams 2018, section 2), from importances [entry][factor]: how much each
 * code entry is of one factor alone, weighted by its importance; and how much each factor is in one entry alone. NaN where
 * no entry matters.
 */
export const dciOf = (matrix: ReadonlyArray<Float64Array>): Dci => {
  const factors = Array.from({ length: matrix[0]?.length ?? 0 }, (_, j) => matrix.map((row) => row[j] ?? 0))
  return {
    disentanglement: weightedMean(matrix.map(concentration), matrix.map(sumOf)),
    completeness: weightedMean(
      factors.map(concentration),
      factors.map((column) => (sumOf(column) > 0 ? 1 : 0)),
    ),
  }
}

/** Points of every second row, from a row on. */
const everySecond = ({ values, width, length }: Points, from: 0 | 1): Points => {
  const rows = Array.from({ length: Math.ceil((length - from) / 2) }, (_, i) => 2 * i + from)
  return {
    length: rows.length,
    width,
    values: Float64Array.from(rows.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)])),
  }
}

/** R² of a line fitted to every second row, on the rows between. */
const heldOutR2 = (codes: Points, target: Float64Array, alpha: number): number => {
  const column: Points = { length: target.length, width: 1, values: target }
  const [x, y, xs, ys] = [everySecond(codes, 0), everySecond(column, 0), everySecond(codes, 1), everySecond(column, 1)]
  const weights = lasso(x, y.values, alpha, { tolerance: 1e-6 })
  const predict = (points: Points, row: number): number =>
    weights.reduce((sum, weight, j) => sum + weight * (points.values[row * points.width + j] ?? 0), 0)
  const mean = (points: Points): number => sumOf(points.values) / points.length
  const intercept = mean(y) - sumOf(Array.from({ length: x.length }, (_, row) => predict(x, row))) / x.length
  const centre = mean(ys)
  let [errors, spread] = [0, 0]
  ys.values.forEach((value, row) => {
    errors += (value - intercept - predict(xs, row)) ** 2
    spread += (value - centre) ** 2
  })
  return spread > 0 ? 1 - errors / spread : 0
}

/** How well codes predict each factor: R² of L1-regularised linear regressions on rows that they were not fitted to. */
export const informativeness = (codes: Points, factors: ReadonlyArray<Factor>, alpha = 0.02): ReadonlyArray<number> => {
  const scaled = standardised(codes)
  return factors.map((factor) => {
    const targets = targetsOf(factor)
    return targets.reduce((sum, target) => sum + heldOutR2(scaled, target, alpha), 0) / targets.length
  })
}
