import { benchmarking, retuning } from './constants.ts'

/** The time that some steps took. */
export interface Timing {
  readonly steps: number
  readonly seconds: number
}

/** Times the same steps with any number of threads, and discards what they compute. */
export type Benchmark = (threads: number) => Promise<Timing>

/** Chooses the number of threads by benchmark, and again from time to time. */
export interface ThreadTuner {
  /**
   * The number of threads to use now. Benchmarks all candidates at first, and again once the last benchmark may be out of
   * date. A benchmark that is stopped gives the best so far, and is repeated at the next call.
   */
  readonly choose: (benchmark: Benchmark, isStopped?: () => boolean) => Promise<number>
  /** Records the time of training steps with the chosen number of threads. */
  readonly observe: (timing: Timing) => void
}

/** The outcome of a tuning. */
interface Tuning extends Timing {
  readonly threads: number
  /** The time that the tuning took, in seconds. */
  readonly cost: number
  /** The number of tunings in a row, before this one, with the same outcome. */
  readonly repeats: number
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity

const medianSeconds = (timings: ReadonlyArray<Timing>): number => median(timings.map(({ seconds }) => seconds))

/** Times each candidate once a round, in turn, so that other load on the machine affects all of them alike. */
const measure = async (
  candidates: ReadonlyArray<number>,
  benchmark: Benchmark,
  now: () => number,
  isStopped: () => boolean,
): Promise<ReadonlyMap<number, ReadonlyArray<Timing>>> => {
  const start = now()
  const timings = new Map<number, ReadonlyArray<Timing>>()
  for (let round = 0; round < benchmarking.rounds; round++) {
    if (round > 0 && now() - start >= benchmarking.maxSeconds) break
    for (const threads of candidates)
      if (!isStopped()) timings.set(threads, [...(timings.get(threads) ?? []), await benchmark(threads)])
  }
  return timings
}

/** The candidate with the least median time. The current one (at first the least) wins if others are hardly faster. */
const fastest = (timings: ReadonlyMap<number, ReadonlyArray<Timing>>, current: number | undefined) => {
  const bias = (threads: number): number => (threads === current ? 1 / retuning.minSpeedup : 1)
  const measured = [...timings].map(([threads, all]) => ({
    threads,
    steps: all[0]?.steps ?? 1,
    seconds: medianSeconds(all),
  }))
  const [best] = measured.toSorted((a, b) => a.seconds * bias(a.threads) - b.seconds * bias(b.threads))
  return best
}

const tune = async (
  candidates: ReadonlyArray<number>,
  benchmark: Benchmark,
  now: () => number,
  isStopped: () => boolean,
  previous: Tuning | undefined,
): Promise<Tuning> => {
  const start = now()
  const timings = await measure(candidates, benchmark, now, isStopped)
  const best = fastest(timings, previous?.threads ?? candidates[0])
  const { threads, steps, seconds } = best ?? { threads: previous?.threads ?? 1, steps: 1, seconds: Infinity }
  const repeats = previous?.threads === threads ? previous.repeats + 1 : 0
  return { threads, steps, seconds, cost: now() - start, repeats }
}

/** Tunes the number of threads among some candidates, in ascending order; `now` is a clock in seconds. */
export const threadTuner = (
  candidates: ReadonlyArray<number>,
  now: () => number = () => performance.now() / 1000,
): ThreadTuner => {
  let last: Tuning | undefined
  let isSlow = false
  /** The time of training steps since the last tuning, in seconds: pauses of the training do not count. */
  let trained = 0
  const isCurrent = ({ cost, repeats }: Tuning): boolean =>
    trained < cost * retuning.interval[isSlow ? 'slow' : 'usual'] * Math.min(retuning.maxBackoff, 2 ** repeats)
  return {
    choose: async (benchmark, isStopped = () => false) => {
      const [only = 1] = candidates
      if (candidates.length < 2) return only
      if (last !== undefined && isCurrent(last)) return last.threads
      const tuning = await tune(candidates, benchmark, now, isStopped, last)
      if (isStopped()) return tuning.threads
      last = tuning
      isSlow = false
      trained = 0
      return last.threads
    },
    observe: ({ steps, seconds }) => {
      trained += seconds
      // A call of fewer steps has relatively more overhead, so it cannot be compared with the benchmark.
      if (last !== undefined && steps >= last.steps)
        isSlow = seconds / steps > (retuning.slowdown * last.seconds) / last.steps
    },
  }
}
