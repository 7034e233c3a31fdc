import type { Layout, Model, Plan } from '../../model/index.ts'
import type { Dtype, HostTensor } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import type { HostRows, Minibatch, State, StepOutcome } from '../engine.ts'
import { indexFeed, noiseFeeds, numberFeed, rowFeeds, selectUsedRows, stackNoise } from './feeds.ts'
import { inputNames, isFiniteRun, joinCarried, outputNames, splitLoss, splitNext } from './names.ts'
import type { Runner } from './runner.ts'
import type { Feed, Runtime } from './runtime.ts'
import { stateLayout } from './stateLayout.ts'
import { stopFlag } from './stopFlag.ts'
import { graphSuffix, optionalInputsOf } from './symbols.ts'
import { trainingGraph } from './trainingGraph.ts'

/** Steps to take: one on each of some minibatches of one size, from a state. */
export interface Steps {
  readonly state: State
  readonly data: HostRows
  readonly batches: ReadonlyArray<Minibatch>
}

/** The results of some steps; `finite` says whether their losses and the state after the last are. */
export interface Taken {
  readonly state: State
  /** One for each step; of an ensemble one for each step and member in turn. */
  readonly outcomes: ReadonlyArray<StepOutcome>
  readonly steps: number
  readonly finite: boolean
}

/** Runs steps with a number of threads, and returns all outputs of the training graph or the named ones. */
export type RunSteps = (threads: number, outputs?: ReadonlyArray<string>) => Promise<Named.Named<HostTensor>>

/** Runs the training graphs of a model. */
export interface StepRunner {
  /** Makes the inputs of a call. The steps end early once `stop` is set. */
  readonly prepare: (steps: Steps, stop?: Int32Array) => RunSteps
  readonly take: (steps: Steps, threads: number, stop?: Int32Array) => Promise<Taken>
  /** Releases the training graphs that are loaded for another number of threads. */
  readonly releaseOthers: (threads: number) => Promise<void>
}

/** The names of training graphs begin with this. */
const prefix = 'train'

export const stepRunner = (
  model: Model,
  plan: Plan,
  layout: Layout,
  { run, release }: Runner,
  { copiesInputs }: Runtime,
  dtype: Dtype,
  /** The members of an ensemble, by which states, minibatches and noise are stacked; 1 for a model alone. */
  members = 1,
): StepRunner => {
  const states = stateLayout(model, plan, layout, dtype, members)
  /** The most rows of a minibatch so far. A smaller one is the last of an epoch: its graph runs once an epoch. */
  let maxRows = 0
  const feedsOf = ({ state, data, batches }: Steps, stop: Int32Array): Named.Named<Feed> => {
    const [rows, used] = copiesInputs ? selectUsedRows(data, batches) : [data, batches]
    return {
      ...joinCarried(states.fuse(state)),
      ...rowFeeds(rows, dtype),
      ...noiseFeeds(stackNoise(used), dtype),
      [inputNames.index]: indexFeed(used, members),
      [inputNames.step]: numberFeed(state.step, dtype),
      [inputNames.stop]: { data: stop, shape: [] },
    }
  }
  const prepare: StepRunner['prepare'] = (steps, stop = stopFlag()) => {
    const size = (steps.batches[0]?.rows.length ?? 0) / members
    maxRows = Math.max(maxRows, size)
    const optional = optionalInputsOf(steps.data)
    const feeds = feedsOf(steps, stop)
    const graph = {
      name: `${prefix}${members === 1 ? '' : `-${members}x`}-${size}${graphSuffix(optional)}`,
      make: () => trainingGraph(model, plan, layout, optional, { n: size, members }, dtype),
      releasesMemory: size < maxRows,
    }
    return (threads, outputs) => run(graph, threads, feeds, outputs)
  }
  return {
    prepare,
    take: async (steps, threads, stop) => {
      const results = await prepare(steps, stop)(threads)
      const totals = Named.get(results, outputNames.total).data
      const outcomes = Array.from(totals, (_, i) => splitLoss(results, i))
      const taken = outcomes.length / members
      const state = { ...states.split(splitNext(results)), step: steps.state.step + taken }
      return { state, outcomes, steps: taken, finite: isFiniteRun(results) }
    },
    releaseOthers: (threads) => release((name, count) => name.startsWith(prefix) && count !== threads),
  }
}
