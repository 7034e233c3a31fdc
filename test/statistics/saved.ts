import { readFileSync } from 'node:fs'
import type { Points } from '../../src/statistics/index.ts'

type Rows = ReadonlyArray<ReadonlyArray<number>>

/** What metrics.py wrote: points, and what scikit-learn and scipy say of them. */
interface Saved {
  readonly points: Rows
  readonly embedded: Rows
  readonly other: Rows
  readonly fresh: Rows
  readonly labels: ReadonlyArray<string>
  readonly clusters: ReadonlyArray<number>
  readonly target: ReadonlyArray<number>
  readonly images: ReadonlyArray<Rows>
  readonly trustworthiness: Readonly<Record<string, number>>
  readonly adjustedRandIndex: number
  readonly mutualInformation: number
  readonly neighbourVote: Readonly<Record<string, ReadonlyArray<string>>>
  readonly probe: {
    readonly classes: ReadonlyArray<string>
    readonly coefficients: Rows
    readonly intercepts: ReadonlyArray<number>
    readonly predicted: ReadonlyArray<string>
  }
  readonly lasso: ReadonlyArray<number>
  readonly r2: ReadonlyArray<number>
  readonly pca: { readonly components: Rows; readonly variances: ReadonlyArray<number> }
  readonly frechet: number
  readonly effectiveRank: number
  readonly redundancy: number
  readonly ssim: number
}

const path = new URL('../fixtures/statistics/metrics.json', import.meta.url)

// The file is the script's own output, of this shape.
export const saved = JSON.parse(readFileSync(path, 'utf8')) as Saved

export const points = (rows: Rows): Points => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})
