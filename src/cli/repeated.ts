import { counted } from '../codec/index.ts'
import type { Repeated } from '../node/repeatRun.ts'

const figure = (value: number): string => {
  if (value === 0) return '0'
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6 ? value.toPrecision(4) : value.toExponential(2)
}

/** What several trainings come to as lines: the mean of each figure with its interval. */
export const repeatedLines = ({ repeats, figures }: Repeated): ReadonlyArray<string> => [
  `${counted(repeats.length, 'training')} of one spec: means with 95 % intervals`,
  ...figures.map(({ name, mean, interval }) => {
    const half = interval === undefined ? '' : ` ± ${figure((interval.high - interval.low) / 2)}`
    return `  ${name.padEnd(38)} ${figure(mean)}${half}`
  }),
]
