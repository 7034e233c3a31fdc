import type { Model, Plan } from '../../model/index.ts'
import { fuseSmall, isLayoutFree, unfused } from '../../model/index.ts'
import type { Dtype } from '../../tensor/host.ts'
import type { Session, Trained } from '../engine.ts'
import { benchmark } from '../tuning/benchmark.ts'
import type { ThreadTuner } from '../tuning/threadTuner.ts'
import { threadTuner } from '../tuning/threadTuner.ts'
import { groupBySize } from './feeds.ts'
import type { Runner } from './runner.ts'
import type { Runtime } from './runtime.ts'
import type { StepRunner, Steps } from './steps.ts'
import { stepRunner } from './steps.ts'
import { withStopFlag } from './stopFlag.ts'

/** Parameters of at most this many entries are fused into one tensor. */
const maxSmallEntries = 16_384

/**
 * The number of the first step that is not finite, and the state before it. Found by bisection: repeated steps give the
 * same results.
 */
const firstNotFinite = async ({ take }: StepRunner, { state, data, batches }: Steps, threads: number) => {
  let [finite, notFinite, kept] = [0, batches.length, state]
  while (notFinite - finite > 1) {
    const middle = Math.floor((finite + notFinite) / 2)
    const taken = await take({ state, data, batches: batches.slice(0, middle) }, threads)
    if (taken.finite) [finite, kept] = [middle, taken.state]
    else notFinite = middle
  }
  return { state: kept, step: notFinite }
}

/** Takes steps on minibatches of one size, after tuning the number of threads where that is due. */
const takeTuned = async (
  runner: StepRunner,
  tuner: ThreadTuner,
  steps: Steps,
  signal: AbortSignal | undefined,
): Promise<Trained> => {
  const isStopped = (): boolean => signal?.aborted === true
  const trial = benchmark(steps.batches, (batches) => runner.prepare({ ...steps, batches }), isStopped)
  const threads = await tuner.choose(trial, isStopped)
  await runner.releaseOthers(threads)
  const start = performance.now()
  const taken = await withStopFlag(signal, (stop) => runner.take(steps, threads, stop))
  const { state, outcomes, finite } = taken
  const seconds = (performance.now() - start) / 1000
  tuner.observe({ steps: taken.steps, seconds })
  if (finite) return { state, outcomes, finite, seconds }
  const batches = steps.batches.slice(0, taken.steps)
  const failed = await firstNotFinite(runner, { ...steps, batches }, threads)
  const outcomesOfStep = outcomes.length / taken.steps
  return { state: failed.state, outcomes: outcomes.slice(0, failed.step * outcomesOfStep), finite, seconds }
}

/** Training on an engine of ONNX Runtime: minibatches of one size in a row are one call of a training graph. */
export const trainer = (
  model: Model,
  plan: Plan,
  runner: Runner,
  runtime: Runtime,
  dtype: Dtype,
  members = 1,
): Session['train'] => {
  const layout = isLayoutFree(plan) ? fuseSmall(model.parameters, maxSmallEntries) : unfused(model.parameters)
  const steps = stepRunner(model, plan, layout, runner, runtime, dtype, members)
  const tuner = threadTuner(runtime.threads)
  return async (state, data, batches, signal) => {
    let all: Trained = { state, outcomes: [], finite: true, seconds: 0 }
    for (const sameSize of groupBySize(batches)) {
      const trained = await takeTuned(steps, tuner, { state: all.state, data, batches: sameSize }, signal)
      all = {
        ...trained,
        outcomes: [...all.outcomes, ...trained.outcomes],
        seconds: all.seconds + trained.seconds,
      }
      if (!trained.finite || trained.outcomes.length < members * sameSize.length) break
    }
    return all
  }
}
