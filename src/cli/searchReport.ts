import Table from 'cli-table3'
import { counted } from '../codec/index.ts'
import type { FinishedSearch } from '../node/search/searchSpace.ts'
import type { Hyperparameter, Trial } from '../search/index.ts'
import { ranked, showValue } from '../search/index.ts'
import { present } from '../tensor/present.ts'
import { comparisonLines } from './comparison.ts'
import type { Output } from './terminal.ts'

const figure = (value: number): string =>
  Number.isInteger(value)
    ? value.toLocaleString('en-US')
    : Math.abs(value) >= 1e-3
      ? value.toFixed(5)
      : value.toExponential(3)

const objectivesOf = ({ results }: Trial): ReadonlyArray<number> => results.at(-1)?.objectives ?? []

/** A place in a space in short: that of the model goes without saying. */
const shortName = (name: string): string => name.replace(/^model\./, '')

const valuesOf = (trial: Trial, hyperparameters: ReadonlyArray<Hyperparameter>): string =>
  hyperparameters
    .flatMap((one) => {
      const value = trial.values[one.name]
      return value === undefined ? [] : [`${shortName(one.name)} ${showValue(one, value)}`]
    })
    .join(', ')

/** At most about this many ordinary trials get a line of their own. */
const maxLines = 20

/** The line of a trial that came to its end, where it is the best so far, failed or is one of every n-th. */
export const trialLine = (trials = maxLines) => {
  const every = Math.ceil(trials / maxLines)
  let best = Number.POSITIVE_INFINITY
  return (trial: Trial, hyperparameters: ReadonlyArray<Hyperparameter>): string | undefined => {
    const [objective] = objectivesOf(trial)
    const name = `trial ${trial.trial}`
    if (trial.status === 'failed' || trial.status === 'skipped') return `${name} ${trial.status}: ${trial.fault ?? ''}`
    if (trial.status !== 'complete' || objective === undefined) return undefined
    const isBest = objective < best
    if (isBest) best = objective
    if (!isBest && trial.trial % every !== 0) return undefined
    return `${name}: ${figure(objective)}${isBest ? ' (best so far)' : ''}, ${valuesOf(trial, hyperparameters)}`
  }
}

/** As many trials and hyperparameters as are shown. */
const [shownTrials, shownColumns] = [10, 5]

const tableOf = ({ trials, hyperparameters, importances, objectives, front }: FinishedSearch): string => {
  const order = importances.length > 0 ? importances.map(({ name }) => name) : hyperparameters.map(({ name }) => name)
  const columns = order.slice(0, shownColumns).flatMap((name) => hyperparameters.filter((one) => one.name === name))
  const drawn = new Table({
    head: ['trial', ...objectives, 'epochs', ...columns.map(({ name }) => shortName(name))],
    style: { head: [], border: [], compact: true },
  })
  const several = objectives.length > 1
  const rows = several ? front : ranked(trials).filter(({ status }) => status !== 'failed')
  for (const trial of rows.slice(0, shownTrials)) {
    const cells = columns.map((one) => {
      const value = trial.values[one.name]
      return value === undefined ? '' : showValue(one, value)
    })
    drawn.push([
      String(trial.trial),
      ...objectivesOf(trial).map(figure),
      String(trial.results.at(-1)?.epochs ?? 0),
      ...cells,
    ])
  }
  return drawn.toString()
}

const countsOf = (trials: ReadonlyArray<Trial>): string => {
  const count = (...statuses: ReadonlyArray<Trial['status']>): number =>
    trials.filter(({ status }) => statuses.includes(status)).length
  const parts = [
    [count('complete'), 'trained to the end'],
    [count('paused', 'pruned'), 'stopped early'],
    [count('failed'), 'failed'],
    [count('skipped'), 'skipped'],
    [count('running'), 'interrupted'],
  ] as const
  return parts.flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`])).join(', ')
}

const line = (name: string, value: string): string => `${name.padEnd(20)} ${value}`

const evaluationLines = ({ evaluation, run }: FinishedSearch): ReadonlyArray<string> => {
  if (evaluation === undefined) return [line('best run', 'not trained, as the search was interrupted')]
  const caution =
    evaluation.part === 'test'
      ? 'the winner on test rows, by which no trial was chosen:'
      : `no test rows: the figures are of the ${evaluation.part} rows that the winner was chosen by; add split: { test: 0.2 }`
  return ['', caution, ...comparisonLines(evaluation), '', line('run', run?.path ?? '')]
}

/** A search as people and as machines read it. */
export const searchOutput = (search: FinishedSearch): Output => {
  const { trials, best, front, importances, objectives, hyperparameters, path, bestSpec, run, evaluation } = search
  const shares = importances.map(({ name, share }) => `${shortName(name)} ${(share * 100).toFixed(0)} %`)
  return {
    lines: [
      `${counted(trials.length, 'trial')}: ${countsOf(trials)}`,
      objectives.length > 1 ? `the Pareto front, ${counted(front.length, 'trial')}:` : 'the best trials:',
      tableOf(search),
      ...(shares.length === 0
        ? [line('importance', 'too few trials to say')]
        : [line('importance', shares.join(', '))]),
      line('best', `trial ${best.trial}, ${objectives[0]} ${figure(objectivesOf(best)[0] ?? Number.NaN)}`),
      line('', valuesOf(best, hyperparameters)),
      ...evaluationLines(search),
      line('best spec', `${bestSpec}; train it with: isthmus train ${bestSpec} --out runs/best`),
    ],
    json: {
      kind: 'search',
      path,
      objectives,
      trials,
      best: best.trial,
      front: front.map(({ trial }) => trial),
      importances,
      bestSpec,
      ...present({ run: run?.path, evaluation }),
    },
  }
}
