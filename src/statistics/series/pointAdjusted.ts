import { rangesOf } from './ranges.ts'

/** How flags agree with labels. */
export interface Agreement {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** 2PR / (P + R), which is 0 where both are. */
export const f1Of = (precision: number, recall: number): number =>
  precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)

/**
 * Flags in which every anomalous range that has one flagged point is flagged as a whole (Xu et al. 2018, "Unsupervised
 * anomaly detection via variational auto-encoder for seasonal KPIs", section 4.2).
 */
export const pointAdjusted = (
  flagged: ReadonlyArray<boolean>,
  anomalous: ReadonlyArray<boolean>,
): ReadonlyArray<boolean> => {
  const adjusted = [...flagged]
  for (const { start, stop } of rangesOf(anomalous))
    if (flagged.slice(start, stop).includes(true)) adjusted.fill(true, start, stop)
  return adjusted
}

/** Precision, recall and F1 of flags point by point. Without flags precision is 0, without anomalies recall is. */
export const pointAgreement = (flagged: ReadonlyArray<boolean>, anomalous: ReadonlyArray<boolean>): Agreement => {
  const both = flagged.filter((is, at) => is && anomalous[at] === true).length
  const [found, there] = [flagged.filter((is) => is).length, anomalous.filter((is) => is).length]
  const [precision, recall] = [found === 0 ? 0 : both / found, there === 0 ? 0 : both / there]
  return { precision, recall, f1: f1Of(precision, recall) }
}
