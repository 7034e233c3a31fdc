/** Which number of threads is fastest, found by trial and kept in view. */
export interface Threads {
  /** The number to run with now. Tries all of them first, and again after a run that was much slower than the trial. */
  readonly choose: (seconds: (count: number) => Promise<number>) => Promise<number>
  /** What a step took with the number that was chosen. */
  readonly observe: (seconds: number) => void
}

/** A trial is repeated when steps take this many times what they took in the last one. */
const slowdown = 1.4
const rounds = 3

/** The least time of each count over some rounds, the counts in turn, so that all meet the same neighbours. */
const trial = async (counts: ReadonlyArray<number>, seconds: (count: number) => Promise<number>) => {
  const least = new Map<number, number>()
  for (let round = 0; round < rounds; round++)
    for (const count of counts) least.set(count, Math.min(least.get(count) ?? Infinity, await seconds(count)))
  return [...least].toSorted(([, a], [, b]) => a - b)
}

export const threadsAmong = (counts: ReadonlyArray<number>): Threads => {
  let chosen: readonly [count: number, seconds: number] | undefined
  return {
    choose: async (seconds) => {
      const [only = 1] = counts
      if (counts.length === 1) return only
      if (chosen === undefined) [chosen = [only, Infinity]] = await trial(counts, seconds)
      return chosen[0]
    },
    observe: (seconds) => {
      if (chosen !== undefined && seconds > slowdown * chosen[1]) chosen = undefined
    },
  }
}
