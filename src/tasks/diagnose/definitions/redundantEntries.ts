import { describe, number, struct } from '../../../codec/index.ts'
import type { Points } from '../../../statistics/index.ts'
import { correlations } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { short } from '../entries.ts'

const settings = struct(
  {},
  {
    correlation: describe(
      number({ minimum: 0, maximum: 1 }),
      'entries are redundant above this magnitude of their correlation; 0.95 by default',
    ),
  },
)

/** Of wider codes only the first entries are compared. */
const mostEntries = 512

/** A feature of a sparse code is compared where it is on in so many rows: rare ones agree by chance. */
const fewestOn = 20

interface Pair {
  readonly i: number
  readonly j: number
  readonly correlation: number
}

const firstEntries = ({ length, width, values }: Points): Points => {
  if (width <= mostEntries) return { length, width, values }
  const kept = new Float64Array(length * mostEntries)
  for (let row = 0; row < length; row++)
    kept.set(values.subarray(row * width, row * width + mostEntries), row * mostEntries)
  return { length, width: mostEntries, values: kept }
}

/** In how many rows every entry is not 0. */
const rowsOn = ({ width, values }: Points): Uint32Array => {
  const counts = new Uint32Array(width)
  values.forEach((value, i) => {
    if (value !== 0) counts[i % width] = (counts[i % width] ?? 0) + 1
  })
  return counts
}

const pairsAbove = (points: Points, least: number): ReadonlyArray<Pair> => {
  const all = correlations(points, points)
  const isOften = Array.from(rowsOn(points), (count) => count >= Math.min(fewestOn, points.length))
  const pairs: Array<Pair> = []
  for (let i = 0; i < points.width; i++)
    for (let j = i + 1; j < points.width; j++) {
      if (isOften[i] === false || isOften[j] === false) continue
      const correlation = all[i * points.width + j] ?? 0
      if (Math.abs(correlation) > least) pairs.push({ i, j, correlation })
    }
  return pairs.toSorted((a, b) => Math.abs(b.correlation) - Math.abs(a.correlation))
}

const shown = 4

/**
 * Pairs of entries of the code of which each tells the other: |correlation| > 0.95 over the training rows, which is more than
 * 90 % of the variance. The code then holds less than its width says. A warning. Of codes wider than 512 the first 512 entries
 * are compared.
 */
export const redundantEntries = defineDiagnosis({
  name: 'redundantEntries',
  summary: 'Pairs of entries of the code that say the same.',
  codec: settings,
  check: async (subject, { correlation = 0.95 }) => {
    const codes = await subject.codes()
    if (codes.width < 2) return { notApplicable: 'the code has one entry' }
    const pairs = pairsAbove(firstEntries(codes), correlation)
    if (pairs.length === 0) return []
    const named = pairs.slice(0, shown).map((pair) => `${pair.i} and ${pair.j} (${short(pair.correlation)})`)
    const repeated = new Set(pairs.map(({ j }) => j)).size
    return [
      {
        severity: 'warning',
        where: `code, entries ${named.join(', ')}${pairs.length > shown ? `, … (${pairs.length} pairs)` : ''}`,
        expected: `correlations up to ${correlation}`,
        found: `up to ${short(Math.abs(pairs[0]?.correlation ?? 0))}`,
        remedy: `make the code ${Math.max(1, codes.width - repeated)} wide, or add weighted(0.1, orthogonalCode())`,
      },
    ]
  },
})
