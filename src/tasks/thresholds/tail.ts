import * as Either from 'fp-ts/lib/Either.js'
import { counted, number, struct } from '../../codec/index.ts'
import { excessAt, fitGeneralisedPareto, quantile } from '../../statistics/index.ts'
import { moreRows, percent, tooFewRows } from './rows.ts'
import { defineThreshold } from './threshold.ts'

/** Fewer excesses than this say nothing of a tail. */
const fewest = 10
/** The tail is the highest 2 % of the scores, or as many as these where that is fewer, but never more than a quarter. */
const [usualShare, usualExcesses, mostShare] = [0.02, 30, 0.25]

const shareFor = (rows: number): number => Math.min(mostShare, Math.max(usualShare, usualExcesses / rows))

/**
 * Extreme-value threshold, peaks over threshold (Pickands 1975; Siffer, Fouque, Termier and Largouët 2017): a generalised
 * Pareto distribution is fitted to what the scores exceed a high quantile t by, and the threshold is the score that it
 * says is exceeded with probability `rate`:
 *
 *     t + σ/γ · ((rate·n / nₜ)^(−γ) − 1)      nₜ of n scores exceed t
 *
 * It reaches beyond the greatest calibration score, so that rates far below 1/n can be had; the promise holds as far as the tail
 * has that form. `level` is the quantile t; without it the tail is the highest 2 %, or 30 scores, or a quarter.
 */
export const tail = defineThreshold({
  name: 'tail',
  summary:
    'Extreme-value tail (peaks over threshold, generalised Pareto): the score that a normal row exceeds with this probability.',
  codec: struct(
    { rate: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) },
    { level: number({ minimum: 0, exclusiveMaximum: 1 }) },
  ),
  example: { rate: 0.001 },
  set: ({ rate, level }, { reference: { part, scores } }, where) => {
    const n = scores.length
    const start = n === 0 ? 0 : quantile(scores, level ?? 1 - shareFor(n))
    const excesses = Array.from(scores, (score) => score - start).filter((excess) => excess > 0)
    if (excesses.length < fewest)
      return tooFewRows(
        where,
        `at least ${fewest} ${part} rows in the tail${level === undefined ? '' : `, above the quantile ${level}`}`,
        `${excesses.length} of ${counted(n, 'row')}`,
        level === undefined ? moreRows : `${moreRows}, or leave level out`,
      )
    const share = excesses.length / n
    if (rate >= share)
      return tooFewRows(
        where,
        `a rate below ${percent(share)}, the share of the tail`,
        percent(rate),
        'take { threshold: "conformal" } for rates that are not small, or a lower level',
      )
    const value = start + excessAt(fitGeneralisedPareto(excesses), rate / share)
    return Either.right({ value, by: part, rows: n, promised: { of: 'false alarms', rate } })
  },
})
