/** What some steps took. */
export interface Timing {
  readonly steps: number
  readonly seconds: number
}

/** Runs some steps with a number of threads, as many for every number, and throws what they computed away. */
export type Benchmark = (threads: number) => Promise<Timing>

/** Which number of threads is fastest, found by trial and kept in view. */
export interface ThreadTuner {
  /**
   * The number to run with now. Tries all of them first, and again where the last trial may no longer hold; a trial that
   * is stopped ends with what it has, and is made again.
   */
  readonly choose: (trial: Benchmark, isStopped?: () => boolean) => Promise<number>
  /** What steps took with the number that was chosen. */
  readonly observe: (timing: Timing) => void
}

interface Choice extends Timing {
  readonly threads: number
  /** How long the trial took, in seconds. */
  readonly cost: number
  /** How many trials in a row have chosen the same. */
  readonly confirmed: number
}

/** Steps that take this many times what they took in the trial are slow: the machine has other work than it had. */
const slowdown = 1.3
/**
 * A trial is not repeated before steps have taken its own cost so many times: 20 where steps are slow, 100 where a number of
 * threads that was slower may have become faster; twice as many for each trial that has changed nothing, up to 8 times.
 * Trials thus take 5 % of the time at most, 1 % as a rule.
 */
const patience = { slow: 20, usual: 100, longest: 8 } as const
/** Another number of threads must be so many times as fast as the present one, at first as the least. */
const advantage = 1.05

/** Rounds of a trial, fewer where a step takes long. */
const rounds = 3
const longest = 4

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity

/** The number of the least median over some rounds, the numbers in turn, so that all meet the same neighbours. */
const fastest = async (
  counts: ReadonlyArray<number>,
  trial: Benchmark,
  now: () => number,
  isStopped: () => boolean,
  before?: Choice,
): Promise<Choice> => {
  const start = now()
  const tried = new Map<number, ReadonlyArray<Timing>>()
  for (let round = 0; round < rounds && (round === 0 || now() - start < longest); round++)
    for (const threads of counts)
      if (!isStopped()) tried.set(threads, [...(tried.get(threads) ?? []), await trial(threads)])
  const present = before?.threads ?? counts[0]
  const handicap = (threads: number): number => (threads === present ? 1 / advantage : 1)
  const rated = [...tried].map(([threads, timings]) => ({ threads, timings, seconds: middle(timings) }))
  const [best] = rated.toSorted((a, b) => a.seconds * handicap(a.threads) - b.seconds * handicap(b.threads))
  const { threads, timings, seconds } = best ?? { threads: before?.threads ?? 1, timings: [], seconds: Infinity }
  const confirmed = threads === before?.threads ? before.confirmed + 1 : 0
  return { threads, steps: timings[0]?.steps ?? 1, seconds, cost: now() - start, confirmed }
}

const middle = (timings: ReadonlyArray<Timing>): number => median(timings.map(({ seconds }) => seconds))

/** Chooses among some numbers of threads; the clock counts seconds. */
export const threadTuner = (
  counts: ReadonlyArray<number>,
  now: () => number = () => performance.now() / 1000,
): ThreadTuner => {
  let chosen: Choice | undefined
  let slow = false
  /** How long steps have taken since the last trial, in seconds: where training pauses, nothing is tried anew. */
  let spent = 0
  const holds = ({ cost, confirmed }: Choice): boolean =>
    spent < cost * (slow ? patience.slow : patience.usual) * Math.min(patience.longest, 2 ** confirmed)
  return {
    choose: async (trial, isStopped = () => false) => {
      const [only = 1] = counts
      if (counts.length < 2) return only
      if (chosen !== undefined && holds(chosen)) return chosen.threads
      const found = await fastest(counts, trial, now, isStopped, chosen)
      if (isStopped()) return found.threads
      chosen = found
      slow = false
      spent = 0
      return chosen.threads
    },
    observe: ({ steps, seconds }) => {
      spent += seconds
      // A shorter run has more of what a run costs by itself: it cannot be compared.
      if (chosen !== undefined && steps >= chosen.steps)
        slow = seconds / steps > (slowdown * chosen.seconds) / chosen.steps
    },
  }
}
