import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, settle } from '../../codec/index.ts'
import type { Points } from '../../statistics/index.ts'
import { fitLinearProbe, linearDiscriminant, pointAt, rocAuc } from '../../statistics/index.ts'
import { activities } from './activity.ts'
import { path, permutation, stream } from '../../random/index.ts'

/** How a direction was found, and how well it separates rows that it was not found on. */
export interface ConceptDirection {
  /** In the units of the code. */
  readonly direction: Float64Array
  /** The area under the ROC curve of the rows held out, by their place along the direction. */
  readonly auc: number
}

/** A concept: the rows with a label, next to all others, as directions of the code. */
export interface Concept {
  readonly label: string
  readonly rows: number
  /** From the mean code of the other rows to that of those with the label: one step along it is the whole way. */
  readonly means: ConceptDirection
  /** Fisher's linear discriminant, of length 1: the direction that separates best where both kinds of rows spread alike. */
  readonly discriminant: ConceptDirection
  /** The weights of a logistic linear probe on standardised codes, of length 1. */
  readonly probe: ConceptDirection
}

export interface ConceptOptions {
  /** The share of the rows that is held out; 0.3 by default. */
  readonly heldOut?: number
  /** Which rows are held out; 0 by default. */
  readonly seed?: number
}

/** A concept takes at least so many rows of each kind. */
const fewest = 4

/** What is wrong with labels, for a concept. */
const conceptFaults = (labels: ReadonlyArray<string>, label: string): ReadonlyArray<Fault> => {
  const count = labels.filter((one) => one === label).length
  if (count >= fewest && labels.length - count >= fewest) return []
  return [
    {
      fault: 'one class',
      where: `the concept "${label}"`,
      expected: `at least ${counted(fewest, 'row')} with the label and ${fewest} without`,
      found: `${count} with it and ${labels.length - count} without`,
    },
  ]
}

/** Rows of both kinds, of each a share held out, at random. */
const parted = (isOf: ReadonlyArray<boolean>, { heldOut = 0.3, seed = 0 }: ConceptOptions) => {
  const order = permutation(path(stream(seed), 'concept'), isOf.length)
  const [fitted, held]: readonly [Array<number>, Array<number>] = [[], []]
  for (const kind of [true, false]) {
    const own = [...order].filter((row) => isOf[row] === kind)
    const count = Math.min(own.length - 2, Math.max(1, Math.round(heldOut * own.length)))
    held.push(...own.slice(0, count))
    fitted.push(...own.slice(count))
  }
  return { fitted, held }
}

const placesAlong = (codes: Points, rows: ReadonlyArray<number>, direction: Float64Array): Float64Array =>
  Float64Array.from(rows, (row) => {
    const code = pointAt(codes, row)
    return direction.reduce((sum, value, j) => sum + value * (code[j] ?? 0), 0)
  })

/** The direction along which a logistic probe on standardised codes says that a row is of the concept, of length 1. */
const probeDirection = (codes: Points, rows: ReadonlyArray<number>, isOf: ReadonlyArray<boolean>): Float64Array => {
  const { width } = codes
  const values = Float64Array.from(rows.flatMap((row) => [...pointAt(codes, row)]))
  const spread = activities({ length: rows.length, width, values })
  const scaled = values.map((value, at) => {
    const { mean = 0, deviation = 0 } = spread[at % width] ?? {}
    return deviation > 0 ? (value - mean) / deviation : 0
  })
  const { classes, weights } = fitLinearProbe(
    { length: rows.length, width, values: scaled },
    rows.map((row) => (isOf[row] === true ? 'of' : 'other')),
  )
  const [of, other] = ['of', 'other'].map((name) => classes.indexOf(name) * (width + 1))
  const direction = Float64Array.from({ length: width }, (_, j) => {
    const { deviation = 0 } = spread[j] ?? {}
    return deviation > 0 ? ((weights[(of ?? 0) + j] ?? 0) - (weights[(other ?? 0) + j] ?? 0)) / deviation : 0
  })
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? direction : direction.map((value) => value / length)
}

/**
 * The direction of a concept in the code: by the difference of means (as in mass-mean probing, Marks and Tegmark 2023), by
 * Fisher's linear discriminant (Fisher 1936) and by a logistic linear probe (Alain and Bengio 2016), each with the area under
 * the ROC curve on rows held out.
 */
export const conceptOf = (
  codes: Points,
  labels: ReadonlyArray<string>,
  label: string,
  options: ConceptOptions = {},
): Fallible<Concept> =>
  pipe(
    settle(conceptFaults(labels, label), () => labels.map((one) => one === label)),
    Either.flatMap((isOf): Fallible<Concept> => {
      const { fitted, held } = parted(isOf, options)
      const { means, best } = linearDiscriminant(codes, fitted, isOf)
      const heldLabels = held.map((row) => isOf[row] === true)
      const measured = (direction: Float64Array): Fallible<ConceptDirection> =>
        pipe(
          rocAuc(placesAlong(codes, held, direction), heldLabels),
          Either.map((auc) => ({ direction, auc })),
        )
      return pipe(
        Either.Do,
        Either.bind('means', () => measured(means)),
        Either.bind('discriminant', () => measured(best)),
        Either.bind('probe', () => measured(probeDirection(codes, fitted, isOf))),
        Either.map((directions) => ({ label, rows: isOf.filter((is) => is).length, ...directions })),
      )
    }),
  )

/** Codes moved along a direction: z + strength · direction. */
export const steered = ({ length, width, values }: Points, direction: Float64Array, strength: number): Points => ({
  length,
  width,
  values: Float64Array.from(values, (value, at) => value + strength * (direction[at % width] ?? 0)),
})
