import type { Fault } from '../../codec/index.ts'
import type { Engine } from '../../engines/index.ts'
import type { AnyJob, EpochLosses, Outcome } from '../../training/index.ts'
import { train } from '../../training/index.ts'

/** How far training came. All of it is JSON, so that it can come from another process. */
export type Reached =
  | {
      readonly kind: 'reached'
      /** The losses of the epoch whose weights are kept. */
      readonly losses: EpochLosses
      readonly epochs: number
      readonly steps: number
      /** The time of training, pauses not included. */
      readonly seconds: number
      /** Whether training came to its end, by early stopping perhaps. */
      readonly ended: boolean
    }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'interrupted' }

/** A training that pauses after an epoch and goes on where it was. */
export interface PausableTraining {
  /** Trains until this epoch is complete, or to the end if that is before. */
  readonly trainTo: (epoch: number) => Promise<Reached>
  /** Ends it, and frees what the engine holds. */
  readonly close: () => Promise<void>
}

/** Whether training ends with the weights of the best epoch instead of the last. */
const keepsBest = ({ stopping, validation }: AnyJob): boolean =>
  validation.length > 0 && stopping !== undefined && stopping.restoreBest !== false

const notFinite = (epoch: number): Fault => ({
  fault: 'not finite',
  where: `epoch ${epoch}`,
  expected: 'a finite validation loss',
  found: 'another one',
  remedy: 'a smaller learning rate',
})

const failedBy = ({ ending, fault, history }: Outcome): Reached | undefined => {
  if (ending === 'interrupted') return { kind: 'interrupted' }
  return fault === undefined
    ? undefined
    : { kind: 'failed', fault: { ...fault, where: `${fault.where}, after ${history.length} epochs` } }
}

/** A training that waits for `trainTo` before its first step. Pauses change nothing: the steps are those of a training without. */
export const pausable = (job: AnyJob, engine: Engine, signal?: AbortSignal): PausableTraining => {
  const progress = train(job, engine, signal)
  const restoresBest = keepsBest(job)
  let [seconds, ended] = [0, false]
  let [kept, last]: ReadonlyArray<EpochLosses | undefined> = []
  const reached = (): Reached => {
    if (kept === undefined || last === undefined) return { kind: 'interrupted' }
    const { epoch, steps } = last
    return { kind: 'reached', losses: kept, epochs: epoch, steps, seconds: Number(seconds.toFixed(3)), ended }
  }
  const note = (losses: EpochLosses): void => {
    const least = (kept?.validation ?? Number.POSITIVE_INFINITY) - (job.stopping?.minDelta ?? 0)
    if (!restoresBest || kept === undefined || (losses.validation ?? losses.train) < least) kept = losses
    last = losses
  }
  const advance = async (to: number): Promise<Reached> => {
    const isThere = (): boolean => ended || (last?.epoch ?? 0) >= to
    while (!isThere()) {
      const next = await progress.next()
      if (next.done === true) {
        ended = true
        return failedBy(next.value) ?? reached()
      }
      if (next.value.kind === 'epoch') {
        note(next.value)
        if (next.value.validation !== undefined && !Number.isFinite(next.value.validation))
          return { kind: 'failed', fault: notFinite(next.value.epoch) }
      }
    }
    if (last?.epoch === job.epochs) ended = true
    return reached()
  }
  return {
    trainTo: async (epoch) => {
      const start = performance.now()
      const before = seconds
      const result = await advance(epoch)
      seconds = before + (performance.now() - start) / 1000
      return result.kind === 'reached' ? reached() : result
    },
    close: async () => {
      await progress.return({
        state: { parameters: {}, buffers: {}, slots: {}, step: 0 },
        history: [],
        ending: 'interrupted',
        epoch: 0,
      })
    },
  }
}
