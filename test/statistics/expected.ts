import { readFileSync } from 'node:fs'
import type { Points } from '../../src/statistics/index.ts'

/** What SciPy, scikit-learn and NumPy make of small numbers: test/fixtures/explain/make.py writes it. */
interface Expected {
  readonly assignments: ReadonlyArray<{ readonly cost: ReadonlyArray<ReadonlyArray<number>>; readonly total: number }>
  readonly x: ReadonlyArray<ReadonlyArray<number>>
  readonly y: ReadonlyArray<ReadonlyArray<number>>
  readonly mixed: ReadonlyArray<ReadonlyArray<number>>
  readonly labels: ReadonlyArray<string>
  readonly correlations: ReadonlyArray<number>
  readonly correlationRatios: ReadonlyArray<number>
  readonly cosines: ReadonlyArray<number>
  readonly discriminant: ReadonlyArray<number>
  readonly apart: { readonly linear: number; readonly debiased: number }
  readonly alike: { readonly linear: number; readonly debiased: number }
}

export const expected: Expected = JSON.parse(
  readFileSync(new URL('../fixtures/explain/expected.json', import.meta.url), 'utf8'),
)

/** Rows as points. */
export const points = (rows: ReadonlyArray<ReadonlyArray<number>>): Points => ({
  length: rows.length,
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})
