import type { Counts } from './ranking.ts'

/** How rows that are flagged or not fare by their labels. */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly trueNegatives: number
  readonly falseNegatives: number
}

/** The confusion matrix of rows of which those are flagged that score higher than a threshold. */
export const confusionAt = (
  scores: ArrayLike<number>,
  anomalous: ReadonlyArray<boolean>,
  threshold: number,
  counts?: Counts,
): Confusion => {
  const of = [0, 0, 0, 0]
  for (let row = 0; row < scores.length; row++) {
    const cell = (anomalous[row] === true ? 2 : 0) + ((scores[row] ?? 0) > threshold ? 1 : 0)
    of[cell] = (of[cell] ?? 0) + (counts === undefined ? 1 : (counts[row] ?? 0))
  }
  const [trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0] = of
  return { truePositives, falsePositives, trueNegatives, falseNegatives }
}

const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole)

/** The share of anomalies among flagged rows; nothing where none is flagged. */
export const precisionOf = ({ truePositives, falsePositives }: Confusion): number | undefined =>
  ratio(truePositives, truePositives + falsePositives)

/** The share of anomalies that are flagged (the true-positive rate); nothing where there are no anomalies. */
export const recallOf = ({ truePositives, falseNegatives }: Confusion): number | undefined =>
  ratio(truePositives, truePositives + falseNegatives)

/** The share of normal rows that are flagged (the false-positive rate); nothing where there are no normal rows. */
export const falseAlarmsOf = ({ falsePositives, trueNegatives }: Confusion): number | undefined =>
  ratio(falsePositives, falsePositives + trueNegatives)

/** F1, 2·TP / (2·TP + FP + FN): the harmonic mean of precision and recall; nothing where no row is flagged or an anomaly. */
export const f1Of = ({ truePositives, falsePositives, falseNegatives }: Confusion): number | undefined =>
  ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives)
