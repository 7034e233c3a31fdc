/** How many steps an engine is given at once. */
export interface Pace {
  readonly steps: () => number
  /** What the last ones took. */
  readonly took: (steps: number, seconds: number) => void
}

/** How long an engine works before progress is shown and a stop is obeyed, in seconds. */
const wanted = 0.2
const most = 4096
const growth = 8

/**
 * As many steps as take a fifth of a second, from one on and at most eight times as many as the time before: a first
 * call that was slow says little.
 */
export const pace = (): Pace => {
  let steps = 1
  return {
    steps: () => steps,
    took: (count, seconds) => {
      const fitting = Math.floor((wanted * count) / Math.max(seconds, 1e-6))
      const allowed = fitting < steps ? Math.max(fitting, Math.floor(steps / 2)) : Math.min(fitting, growth * steps)
      steps = Math.min(most, Math.max(1, allowed))
    },
  }
}

/** Items of a sequence, so many at a time. */
export function* together<T>(items: Iterable<T>, count: () => number): Generator<ReadonlyArray<T>> {
  let group: Array<T> = []
  let size = count()
  for (const item of items) {
    group.push(item)
    if (group.length < size) continue
    yield group
    group = []
    size = count()
  }
  if (group.length > 0) yield group
}
