import { library } from '../../src/format/index.ts'
import type { Runner, SearchOptions, SearchPlan, Trial, Values } from '../../src/search/index.ts'
import { stream } from '../../src/random/index.ts'
import { planSearch, pruners, samplers } from '../../src/search/index.ts'
import { buildPruner } from '../../src/search/pruners/index.ts'
import { buildSampler } from '../../src/search/samplers/index.ts'
import { right, small } from './spaces.ts'

const base = right(planSearch(small(), { registry: library, rows: 100 }, {}, { memory: () => undefined })).plan

/** A plan for the small space on 100 rows, which was checked once. */
export const planFor = ({ sampler = 'tpe', pruner = 'asha', seed = 0, batch }: SearchOptions): SearchPlan => {
  const built = right(buildPruner(pruners, pruner))
  const shares = built.shares(9)
  return {
    ...base,
    sampler: right(buildSampler(samplers, sampler)),
    pruner: built,
    shares,
    seed: stream(seed),
    batch: batch ?? built.batch?.(shares.length) ?? 1,
  }
}

/** What a simulated training ends with: small where the rate is near 0.01 and the first layer is there, above it before the end. */
export const simulated = (spec: Readonly<Record<string, unknown>>, epoch: number): number => {
  const text = JSON.stringify(spec)
  const rate = Number(/"rate":([\d.e-]+)/.exec(text)?.[1])
  const isDeep =
    text.includes('"relu"},{"layer":"dense","units":1') || text.includes('"relu"},{"layer":"dense","units":2')
  return Math.abs(Math.log(rate / 0.01)) + (isDeep ? 0 : 0.5) + 1 / epoch
}

/** A runner that trains nothing: its losses are those of a function. It notes what it is asked for. */
export const fakeRunner = (
  loss: (spec: Readonly<Record<string, unknown>>, epoch: number) => number = simulated,
  delay: (trial: number) => number = () => 0,
): Runner & { readonly asked: ReadonlyArray<readonly [trial: number, epoch: number]> } => {
  const asked: Array<readonly [number, number]> = []
  return {
    asked,
    run: async (trial, spec, epoch) => {
      asked.push([trial, epoch])
      for (let i = 0; i < delay(trial); i++) await Promise.resolve()
      const value = loss(spec, epoch)
      const losses = { epoch, steps: 4 * epoch, train: value, terms: {}, weights: {}, validation: value }
      return { kind: 'reached', losses, epochs: epoch, steps: 4 * epoch, seconds: 0, ended: epoch >= 9 }
    },
    drop: async () => undefined,
    close: async () => undefined,
  }
}

/** Trials without what differs from run to run. */
export const outline = (trials: ReadonlyArray<Trial>) =>
  trials.map(({ trial, status, values, results }) => ({
    trial,
    status,
    values,
    objectives: results.map(({ objectives }) => objectives),
  }))

/** A trial with these objectives at its rungs. */
export const trialOf = (
  trial: number,
  status: Trial['status'],
  objectives: ReadonlyArray<number | ReadonlyArray<number>>,
  values: Values = {},
): Trial => ({
  trial,
  status,
  values,
  results: objectives.map((objective, i) => ({
    epochs: 3 ** i,
    steps: 3 ** i,
    objectives: typeof objective === 'number' ? [objective] : objective,
    seconds: 0,
  })),
})
