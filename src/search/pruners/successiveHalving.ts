import type { Trial } from '../trials/trial.ts'
import { objectiveAt } from '../trials/trial.ts'
import { atRung, halvingSettings } from './asha.ts'
import type { Decision, PrunerInput } from './pruner.ts'
import { definePruner, geometricShares } from './pruner.ts'

const isOut = ({ status }: Trial): boolean => status === 'failed' || status === 'skipped' || status === 'pruned'

/** What a bracket waits for, or nothing once its last rung is done. */
const nextIn = (bracket: ReadonlyArray<Trial>, rungs: number, reduction: number): Decision | undefined => {
  let alive = bracket.filter((trial) => !isOut(trial) || objectiveAt(trial, 0) !== undefined)
  for (let rung = 0; rung < rungs; rung++) {
    const pending = alive.filter((trial) => !isOut(trial) && objectiveAt(trial, rung) === undefined)
    const paused = pending.find(({ status }) => status === 'paused')
    if (paused !== undefined) return { kind: 'continue', trial: paused.trial }
    if (pending.length > 0) return { kind: 'wait' }
    const keep = Math.max(1, Math.floor(bracket.length / reduction ** (rung + 1)))
    const next = rung === rungs - 1 ? alive : atRung(alive, rung).slice(0, keep)
    const lost = alive.find((trial) => trial.status === 'paused' && !next.includes(trial))
    if (lost !== undefined) return { kind: 'prune', trial: lost.trial }
    alive = next
  }
  return undefined
}

/**
 * Successive halving (Jamieson and Talwalkar 2016), synchronously: brackets of ηᵏ trials, of which each rung keeps the best
 * 1/η once all are there. Values are suggested from what was known before the bracket, so that trials and decisions are
 * the same for any number of workers.
 */
export const successiveHalving = definePruner({
  name: 'successiveHalving',
  summary: 'Synchronous successive halving: brackets of trials, of which each rung keeps the best 1/η.',
  codec: halvingSettings,
  example: { reduction: 3, rungs: 3 },
  build: ({ reduction = 3, rungs: most = 3 }) => {
    const sizeOf = (rungs: number): number => reduction ** (rungs - 1)
    return {
      shares: (epochs) => geometricShares(epochs, reduction, most),
      batch: sizeOf,
      next: ({ trials, rungs, closed }: PrunerInput): Decision => {
        const size = sizeOf(rungs)
        for (let first = 0; first < trials.length; first += size) {
          const bracket = trials.filter(({ trial }) => trial >= first && trial < first + size)
          if (bracket.length < size && !closed) return { kind: 'start' }
          const next = nextIn(bracket, rungs, reduction)
          if (next !== undefined) return next
        }
        return { kind: 'start' }
      },
    }
  },
})
