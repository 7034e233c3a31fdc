import { describe, number, struct } from '../../../codec/index.ts'
import { meanOf, varianceOf } from '../../../statistics/index.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'
import type { EpochOfHistory } from '../../epochOfHistory.ts'
import type { Subject } from '../subject.ts'
import { sampled, sampleRows } from '../subject.ts'

const settings = struct(
  {},
  {
    gap: describe(
      number({ minimum: 0 }),
      'how much greater the loss of held-out rows may be, as a share of that of training rows; 0.25 by default',
    ),
  },
)

/** From this gap on, the loss of training says nothing of new rows. */
const most = 1

/** A gap is not put down to chance from so many standard errors on: less than once in ten thousand times. */
const leastErrors = 4

/** Since when the validation loss rises, where it does: `, and the validation loss rises since epoch 31`. */
const rise = (history: ReadonlyArray<EpochOfHistory>): string => {
  const known = history.flatMap(({ epoch, validation }) => (validation === undefined ? [] : [{ epoch, validation }]))
  const best = known.reduce((a, b) => (b.validation < a.validation ? b : a), known[0] ?? { epoch: 0, validation: 0 })
  const last = known.at(-1)
  return last === undefined || last.epoch === best.epoch || last.validation <= best.validation
    ? ''
    : `; the validation loss is least at epoch ${best.epoch}, ${short(best.validation)}, and ${short(last.validation)} at epoch ${last.epoch}`
}

const lossesOf = async ({ heldOut, sample, seed }: Subject) => {
  if (heldOut === undefined) return undefined
  const held = await sampled(heldOut, sampleRows.inference, seed).losses()
  const training = await sample(sampleRows.inference).losses()
  return { training: training.data, held: held.data }
}

/**
 * A model that knows the training rows by heart: the reconstruction loss without noise, on held-out rows against training rows.
 * A warning where the gap is more than 25 % of the training loss, a fault above 100 %, if it exceeds four standard errors of the
 * difference of means (Welch 1947). Where losses are below 0, as log-densities are, the gap is compared with the standard
 * deviation of the training rows' losses instead.
 */
export const overfitting = defineDiagnosis({
  name: 'overfitting',
  summary: 'Held-out rows that are reconstructed much worse than training rows.',
  codec: settings,
  check: async (subject, { gap = 0.25 }) => {
    const losses = await lossesOf(subject)
    if (losses === undefined) return { notApplicable: 'no rows were held out' }
    const { training, held } = losses
    const [before, after] = [meanOf(training), meanOf(held)]
    const error = Math.sqrt(varianceOf(training) / training.length + varianceOf(held) / held.length)
    const unit = before > 0 && after > 0 ? before : Math.sqrt(varianceOf(training))
    const relative = (after - before) / unit
    if (!(relative > gap) || after - before < leastErrors * error) return []
    return [
      {
        severity: relative > most ? 'fault' : 'warning',
        where: `loss of ${held.length} held-out rows`,
        expected: `at most ${percent(gap)} above the ${short(before)} of training rows`,
        found: `${short(after)}, ${percent(relative)} above${rise(subject.history)}`,
        remedy:
          'stop early, stopping: { patience: 10 }, make the network or the code smaller, or add dropout, noise or more rows',
      },
    ]
  },
})
