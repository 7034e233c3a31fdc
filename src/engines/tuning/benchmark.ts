import type { Minibatch } from '../engine.ts'
import type { Benchmark } from './threadTuner.ts'

/** How long a trial of a number of threads runs, in seconds and in steps. */
const trialSeconds = 0.02
const longestTrial = 512
/** The first runs of a graph look for their memory: they may take several times as long as those that follow. */
const warmUps = 2

/** All that a trial takes from a graph: the states that it leads to would only fill the memory. */
const taken = ['total']

/** Runs steps with a number of threads, for some of what they give. */
type Run = (threads: number, outputs: ReadonlyArray<string>) => Promise<unknown>

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

/** Repeats items in their order until there are so many. */
const cycled = <T>(items: ReadonlyArray<T>, length: number): ReadonlyArray<T> =>
  Array.from({ length }, (_, i) => items.slice(i % items.length, (i % items.length) + 1)).flat()

/**
 * As many minibatches as a trial runs over. One step alone takes mostly what a run takes by itself, where steps are
 * short: the number is corrected until it is about right.
 */
const enough = async (
  batches: ReadonlyArray<Minibatch>,
  timed: (some: ReadonlyArray<Minibatch>) => Promise<number>,
): Promise<ReadonlyArray<Minibatch>> => {
  let size = 1
  for (;;) {
    const took = await timed(cycled(batches, size))
    const fitting = Math.min(longestTrial, Math.max(1, Math.ceil((size * trialSeconds) / took)))
    if (fitting < 2 * size) return cycled(batches, fitting)
    size = fitting
  }
}

/** Times steps over minibatches: as many as the first number of threads takes the wanted time for. */
export const benchmark = (
  batches: ReadonlyArray<Minibatch>,
  over: (some: ReadonlyArray<Minibatch>) => Run,
  isStopped: () => boolean,
): Benchmark => {
  const warm = new Set<number>()
  let many: ReadonlyArray<Minibatch> | undefined
  return async (count) => {
    const timed = (some: ReadonlyArray<Minibatch>): Promise<number> => {
      const run = over(some)
      return seconds(() => run(count, taken))
    }
    for (let i = 0; i < warmUps && !warm.has(count) && !isStopped(); i++) await timed(batches.slice(0, 1))
    warm.add(count)
    if (isStopped()) return { steps: 1, seconds: Infinity }
    many ??= await enough(batches, timed)
    return { steps: many.length, seconds: await timed(many) }
  }
}
