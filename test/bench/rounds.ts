/** Time for threads of the one before to fall asleep. */
const pause = 100

/** Something that is timed: so many repetitions of its work take so many seconds. */
export interface Timed {
  readonly name: string
  readonly work: (times: number) => Promise<{ readonly times: number; readonly seconds: number }>
}

/** Seconds of one repetition, in each round and over all of them. */
export interface Spread {
  readonly rounds: ReadonlyArray<number>
  readonly median: number
  readonly least: number
  readonly most: number
}

const medianOf = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  return ((sorted[Math.floor(half)] ?? Number.NaN) + (sorted[Math.ceil(half)] ?? Number.NaN)) / 2
}

export const spread = (values: ReadonlyArray<number>): Spread => ({
  rounds: values,
  median: medianOf(values),
  least: Math.min(...values),
  most: Math.max(...values),
})

/**
 * How many times as long one takes as another: the median over rounds of the ratio within each, as a machine may be slow
 * for a minute, for two threads more than for one.
 */
export const ratioOf = (one: Spread, other: Spread): number =>
  medianOf(one.rounds.map((seconds, round) => seconds / (other.rounds[round] ?? Number.NaN)))

/**
 * How many repetitions take so many seconds: by doubling, until a trial takes a fifth of them. The trials warm up, too.
 * The very first repetition says nothing: graphs are loaded in it, and an engine that chooses its threads tries them.
 */
const calibrated = async ({ work }: Timed, seconds: number): Promise<number> => {
  await work(1)
  let times = 1
  for (;;) {
    const trial = await work(times)
    if (trial.seconds > seconds / 5) return Math.max(1, Math.round((seconds * trial.times) / trial.seconds))
    times = Math.max(2 * times, trial.times)
  }
}

/**
 * All of them in turn, A B C A B C …, every other round backwards, so that neither a slow moment of the machine nor a
 * place in the order falls on one alone. A turn begins with a tenth of its work that is not timed: caches and threads
 * wake up, and an engine that chooses its threads has chosen. The seconds of a repetition, by name.
 */
export const rounds = async (
  all: ReadonlyArray<Timed>,
  { count, seconds }: { readonly count: number; readonly seconds: number },
): Promise<ReadonlyMap<string, Spread>> => {
  const entries: Array<{ readonly timed: Timed; readonly times: number; readonly found: Array<number> }> = []
  for (const timed of all) entries.push({ timed, times: await calibrated(timed, seconds), found: [] })
  for (let round = 0; round < count; round++)
    for (const { timed, times, found } of round % 2 === 0 ? entries : entries.toReversed()) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      await timed.work(Math.ceil(times / 10))
      const result = await timed.work(times)
      found.push(result.seconds / result.times)
    }
  return new Map(entries.map(({ timed, found }) => [timed.name, spread(found)]))
}
