import { path, stream } from '../../random/index.ts'
import type { Interval } from '../../statistics/index.ts'
import { bootstrapIntervals, meanOf } from '../../statistics/index.ts'
import { present } from '../../tensor/present.ts'
import type { EpochOfHistory } from '../epochOfHistory.ts'

/** What the losses of training rows and of others say of a model. */
export interface FitVerdict {
  readonly verdict: 'underfits' | 'fits' | 'overfits'
  /** In plain words: `overfits since epoch 31`. */
  readonly summary: string
  /** What to try, unless it fits. */
  readonly advice?: string
  /** The mean losses without noise, and by what share the loss of the other rows is greater, with its bootstrap interval. */
  readonly training: number
  readonly heldOut: number
  readonly gap: number
  readonly interval?: Interval
}

/** What a verdict is given by. */
export interface FitEvidence {
  /** The losses of training rows and of others, without noise. */
  readonly training: ArrayLike<number>
  readonly heldOut: ArrayLike<number>
  readonly history?: ReadonlyArray<EpochOfHistory>
  /** The mean squared errors of the model and of PCA with as many components, of the other rows. */
  readonly errors?: { readonly model: number; readonly pca: number }
  /** The epoch that the weights are of. */
  readonly epoch?: number
}

/** A smaller gap than this share of the training loss is no overfitting that anybody would act on. */
const leastGap = 0.1
/** A validation loss has risen when it ends this share above its least. */
const leastRise = 0.02
/** It still falls when the last tenth of the epochs took off this share or more. */
const leastFall = 0.02

const known = (history: ReadonlyArray<EpochOfHistory>) =>
  history.flatMap(({ epoch, validation }) => (validation === undefined ? [] : [{ epoch, validation }]))

/** The epoch with the least validation loss, if it ended higher. */
const risesAfter = (history: ReadonlyArray<EpochOfHistory>): number | undefined => {
  const epochs = known(history)
  const last = epochs.at(-1)
  if (last === undefined) return undefined
  const best = epochs.reduce((a, b) => (b.validation < a.validation ? b : a))
  return last.validation - best.validation > leastRise * Math.abs(best.validation) ? best.epoch : undefined
}

/** Whether the loss was still falling when training ended. */
const stillFalls = (history: ReadonlyArray<EpochOfHistory>): boolean => {
  const losses = history.map(({ train, validation = train }) => validation)
  const last = losses.at(-1)
  const before = losses.at(-1 - Math.max(1, Math.round(losses.length / 10)))
  return last !== undefined && before !== undefined && before - last > leastFall * Math.abs(before)
}

/** By what share held-out losses are greater. Where losses are negative, as log-densities are, of their spread instead. */
const gapOf = ({ training, heldOut }: FitEvidence): { readonly gap: number; readonly interval?: Interval } => {
  const mean = meanOf(training)
  const spread = Math.sqrt(meanOf(Array.from(training, (loss) => (loss - mean) ** 2)))
  const unit = mean > 0 && meanOf(heldOut) > 0 ? mean : spread
  if (!(unit > 0)) return { gap: 0 }
  const all = [...Array.from(training), ...Array.from(heldOut)]
  const strata = all.map((_, i) => (i < training.length ? 0 : 1))
  const figures = (counts: Uint32Array) => {
    const sums = [0, 0]
    all.forEach((loss, i) => (sums[strata[i] ?? 0] = (sums[strata[i] ?? 0] ?? 0) + loss * (counts[i] ?? 0)))
    return { gap: ((sums[1] ?? 0) / heldOut.length - (sums[0] ?? 0) / training.length) / unit }
  }
  const { gap: interval } = bootstrapIntervals(path(stream(0), 'gap'), all.length, figures, { strata, resamples: 400 })
  return { gap: (meanOf(heldOut) - mean) / unit, ...present({ interval }) }
}

const more = 'train longer, or raise the learning rate'
const wider = 'a wider or deeper network, a larger code, a higher learning rate or more epochs'
const narrower =
  'more rows, noise in front of the encoder, dropout, weight decay, a smaller network or code, or stopping: { patience: 10 }'

const overfit = (
  rise: number | undefined,
  { epoch }: FitEvidence,
): Pick<FitVerdict, 'verdict' | 'summary' | 'advice'> => ({
  verdict: 'overfits',
  summary:
    rise === undefined
      ? 'overfits: held-out rows are reconstructed worse than training rows'
      : `overfits since epoch ${rise}${epoch !== undefined && epoch <= rise ? ', whose weights were kept' : ''}`,
  advice: narrower,
})

const verdictOf = (evidence: FitEvidence, { gap, interval }: ReturnType<typeof gapOf>) => {
  const { history = [], errors, epoch } = evidence
  const rise = risesAfter(history)
  const isReal = interval !== undefined && interval.low > 0 && gap >= leastGap
  if (isReal) return overfit(rise, evidence)
  if (rise !== undefined && (epoch === undefined || epoch > rise)) return overfit(rise, evidence)
  if (stillFalls(history))
    return {
      verdict: 'underfits',
      summary: 'underfits: the loss was still falling when training ended',
      advice: more,
    } as const
  if (errors !== undefined && errors.model > errors.pca)
    return {
      verdict: 'underfits',
      summary: 'underfits: PCA with as many components reconstructs these rows better',
      advice: wider,
    } as const
  const kept = rise === undefined ? '' : `; the weights are those of epoch ${rise}, before the validation loss rose`
  return { verdict: 'fits', summary: `fits: no gap between training and other rows${kept}` } as const
}

/**
 * Whether a model underfits, fits or overfits. It overfits where the loss of held-out rows is at least 10 % above that of
 * training rows and the bootstrap interval of the gap is above 0, or where its weights are of an epoch after the least
 * validation loss, which ended 2 % higher or more. It underfits where there is no gap and the loss still fell by 2 % in the
 * last tenth of the epochs, or PCA of as many components reconstructs held-out rows better.
 */
export const fitVerdict = (evidence: FitEvidence): FitVerdict => {
  const gap = gapOf(evidence)
  return {
    ...verdictOf(evidence, gap),
    training: meanOf(evidence.training),
    heldOut: meanOf(evidence.heldOut),
    ...gap,
  }
}
