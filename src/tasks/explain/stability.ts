import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../codec/index.ts'
import { failure } from '../../codec/index.ts'
import type { Points } from '../../statistics/index.ts'
import { assign, correlations, linearCka, meanMaxCosine, pointAt, pointsOf } from '../../statistics/index.ts'
import { present } from '../../tensor/present.ts'
import type { Inference } from '../inference.ts'
import { directionsOf } from './directions.ts'

/** The entry of another code that an entry is matched with, and how they vary together over the rows. */
export interface Match {
  readonly entry: number
  /** Pearson's correlation, which may be negative: the sign of an entry means nothing. */
  readonly correlation: number
}

/** How the code of one model and that of another agree on the same rows. */
export interface Agreement {
  /** For each entry its match, each entry of the other code at most once; undefined where the other code has fewer entries. */
  readonly matches?: ReadonlyArray<Match | undefined>
  /** The mean magnitude of the correlation of the matches, 0 for an entry without. */
  readonly matched?: number
  /** Why entries were not matched. */
  readonly withoutMatches?: string
  /** Linear CKA and its debiased form, over at most a thousand rows; left out where a code does not vary. */
  readonly cka?: number
  readonly debiasedCka?: number
  /** Mean max cosine similarity of the directions, where both decoders are linear. */
  readonly meanMaxCosine?: number
}

/** How the code of a model comes back in others. */
export interface Stability {
  readonly rows: number
  readonly width: number
  /** One for each other model, in their order. */
  readonly others: ReadonlyArray<Agreement>
  /** For each entry the mean magnitude of the correlation with its matches in the other models. */
  readonly entries?: ReadonlyArray<number>
}

/** Correlations are over at most so many rows, CKA, which compares all pairs of rows, over so many. */
const [correlatedRows, pairedRows] = [2000, 1000]

/** The assignment takes the cube of the entries. */
const mostMatched = 1024

const evenly = (points: Points, most: number): Points => {
  if (points.length <= most) return points
  const { width } = points
  const values = new Float64Array(most * width)
  for (let i = 0; i < most; i++) values.set(pointAt(points, Math.floor((i * points.length) / most)), i * width)
  return { length: most, width, values }
}

/** Matches the entries of two codes so that the magnitudes of their correlations add up to the most. */
const matchesOf = (code: Points, other: Points): ReadonlyArray<Match | undefined> => {
  const all = correlations(evenly(code, correlatedRows), evenly(other, correlatedRows))
  const at = (entry: number, match: number): number =>
    match < other.width ? (all[entry * other.width + match] ?? 0) : 0
  const columns = Math.max(code.width, other.width)
  return assign(code.width, columns, (entry, match) => -Math.abs(at(entry, match))).map((entry, own) =>
    entry < other.width ? { entry, correlation: at(own, entry) } : undefined,
  )
}

const meanOf = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

const magnitude = (match: Match | undefined): number => Math.abs(match?.correlation ?? 0)

const agreement = (
  code: Points,
  other: Points,
  directions: readonly [Points | undefined, Points | undefined],
): Agreement => {
  const [own, others] = directions
  const isSmall = Math.max(code.width, other.width) <= mostMatched
  const matches = isSmall ? matchesOf(code, other) : undefined
  const [x, y] = [evenly(code, pairedRows), evenly(other, pairedRows)]
  return present({
    matches,
    matched: matches && meanOf(matches.map(magnitude)),
    withoutMatches: isSmall ? undefined : `one of the codes has more than ${mostMatched} entries`,
    cka: linearCka(x, y),
    debiasedCka: linearCka(x, y, { debiased: true }),
    meanMaxCosine:
      own !== undefined && others !== undefined && own.width === others.width ? meanMaxCosine(own, others) : undefined,
  })
}

/**
 * How the code of a model comes back in other models, such as those of other seeds, on the same rows: the entries matched by
 * the magnitude of their correlation (Hungarian assignment; Li et al. 2016), linear CKA (Kornblith et al. 2019), and for
 * dictionaries the mean max cosine similarity of their directions (Sharkey et al. 2022).
 */
export const stability = async (
  reference: Inference,
  others: ReadonlyArray<Inference>,
): Promise<Fallible<Stability>> => {
  const odd = others.findIndex(({ rows }) => rows.length !== reference.rows.length)
  if (odd >= 0)
    return failure({
      fault: 'wrong length',
      where: `model ${odd + 2}`,
      expected: `codes of the same ${reference.rows.length} rows`,
      found: `those of ${others[odd]?.rows.length} rows`,
    })
  const code = pointsOf(await reference.codes())
  const own = directionsOf(reference.model, reference.weights)
  const agreements: Array<Agreement> = []
  for (const other of others) {
    const directions = directionsOf(other.model, other.weights)
    agreements.push(agreement(code, pointsOf(await other.codes()), [own, directions]))
  }
  const isMatched = agreements.length > 0 && agreements.every(({ matches }) => matches !== undefined)
  return Either.right({
    rows: code.length,
    width: code.width,
    others: agreements,
    ...(isMatched
      ? {
          entries: Array.from({ length: code.width }, (_, entry) =>
            meanOf(agreements.map(({ matches }) => magnitude(matches?.[entry]))),
          ),
        }
      : {}),
  })
}
