import type { StepOutcome } from '../engines/index.ts'
import * as Named from '../tensor/named.ts'

/** The mean losses of an epoch. */
export interface EpochLosses {
  /** 1, 2, … */
  readonly epoch: number
  /** The number of steps taken since training began. */
  readonly steps: number
  /** With noise, over the steps of the epoch, each before its update. */
  readonly train: number
  /** The terms of the training loss, without their weights. */
  readonly terms: Named.Named<number>
  /** The weights of those terms whose weight follows a schedule. */
  readonly weights: Named.Named<number>
  /** The validation loss, without noise, after the epoch. */
  readonly validation?: number
  /** The terms of the validation loss, without their weights. */
  readonly validationTerms?: Named.Named<number>
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((sum, value) => sum + value, 0) / values.length

const meanOf = (
  outcomes: ReadonlyArray<StepOutcome>,
  of: (outcome: StepOutcome) => Named.Named<number>,
): Named.Named<number> =>
  Named.map(outcomes[0] === undefined ? {} : of(outcomes[0]), (_, name) =>
    mean(outcomes.map((outcome) => Named.get(of(outcome), name))),
  )

export const epochLosses = (epoch: number, steps: number, outcomes: ReadonlyArray<StepOutcome>): EpochLosses => ({
  epoch,
  steps,
  train: mean(outcomes.map(({ total }) => total)),
  terms: meanOf(outcomes, ({ terms }) => terms),
  weights: meanOf(outcomes, ({ weights }) => weights),
})
