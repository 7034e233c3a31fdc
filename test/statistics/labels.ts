import { readFileSync } from 'node:fs'
import type { Confusion } from '../../src/statistics/index.ts'

/** Scores with labels, and what scikit-learn makes of them. */
export interface LabelledCase {
  readonly scores: ReadonlyArray<number>
  readonly anomalous: ReadonlyArray<boolean>
  readonly threshold: number
  readonly weights: ReadonlyArray<number>
  readonly rocAuc: number
  readonly averagePrecision: number
  readonly weightedRocAuc: number
  readonly weightedAveragePrecision: number
  readonly precisionAtN: number | null
  readonly confusion: Confusion
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly bestF1: number
  readonly leastCost: number
}

/** What labels.py wrote. */
interface Saved {
  readonly cases: ReadonlyArray<LabelledCase>
  readonly tails: ReadonlyArray<{
    readonly excesses: ReadonlyArray<number>
    readonly shape: number
    readonly scale: number
    readonly logLikelihood: number
  }>
  readonly quantiles: ReadonlyArray<{
    readonly shape: number
    readonly scale: number
    readonly probability: number
    readonly excess: number
  }>
  readonly pValues: ReadonlyArray<number>
  readonly rejected: Readonly<Record<string, ReadonlyArray<boolean>>>
}

export const saved: Saved = JSON.parse(
  readFileSync(new URL('../fixtures/statistics/labels.json', import.meta.url), 'utf8'),
)
