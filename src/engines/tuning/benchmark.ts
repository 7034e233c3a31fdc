import type { Minibatch } from '../engine.ts'
import { outputNames } from '../onnxruntime/names.ts'
import { benchmarking } from './constants.ts'
import type { Benchmark } from './threadTuner.ts'

/** The only output of a benchmark: the states would only use memory. */
const outputs = [outputNames.total]

/** Runs prepared steps with a number of threads, and returns some of their outputs. */
type Run = (threads: number, outputs: ReadonlyArray<string>) => Promise<unknown>

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Repeats items in order up to a length. */
const cycle = <T>(items: ReadonlyArray<T>, length: number): ReadonlyArray<T> =>
  Array.from({ length }, (_, i) => items.slice(i % items.length, (i % items.length) + 1)).flat()

/**
 * Enough minibatches for the target time of a measurement. One short step takes mostly the overhead of the call, so the
 * number is corrected until it no longer doubles.
 */
const enoughFor = async (
  batches: ReadonlyArray<Minibatch>,
  time: (batches: ReadonlyArray<Minibatch>) => Promise<number>,
): Promise<ReadonlyArray<Minibatch>> => {
  const { seconds, maxSteps } = benchmarking
  let size = 1
  for (;;) {
    const took = await time(cycle(batches, size))
    const fitting = Math.min(maxSteps, Math.max(1, Math.ceil((size * seconds) / took)))
    if (fitting < 2 * size) return cycle(batches, fitting)
    size = fitting
  }
}

/** Times steps on minibatches. Their number is set by the first number of threads, and kept for the others. */
export const benchmark = (
  batches: ReadonlyArray<Minibatch>,
  prepare: (batches: ReadonlyArray<Minibatch>) => Run,
  isStopped: () => boolean,
): Benchmark => {
  const warm = new Set<number>()
  let enough: ReadonlyArray<Minibatch> | undefined
  return async (threads) => {
    const time = (some: ReadonlyArray<Minibatch>): Promise<number> => {
      const run = prepare(some)
      return secondsOf(() => run(threads, outputs))
    }
    if (!warm.has(threads))
      for (let i = 0; i < benchmarking.warmUps && !isStopped(); i++) await time(batches.slice(0, 1))
    warm.add(threads)
    if (isStopped()) return { steps: 1, seconds: Infinity }
    enough ??= await enoughFor(batches, time)
    return { steps: enough.length, seconds: await time(enough) }
  }
}
