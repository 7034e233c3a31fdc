/** How many steps an engine is given at once. */
export interface ChunkSizer {
  readonly size: () => number
  /** What the last ones took. */
  readonly record: (steps: number, seconds: number) => void
}

/** How long an engine works before progress is shown, in seconds: where a stop has to wait for it, half as long. */
const wanted = { stopsBetweenSteps: 0.4, stopsAfterAll: 0.2 } as const
/** Steps that take longer, in seconds, are those of models whose state takes long to hand over: it is done less often. */
const slow = 0.1
const unhurried = 2
const most = 4096
const growth = 8

/**
 * As many steps as take a fifth of a second, or two fifths where an engine stops between steps, and two seconds if they
 * are slow; from one on and at most eight times as many as the time before: a first call that was slow says little.
 */
export const chunkSizer = (stopsBetweenSteps: boolean): ChunkSizer => {
  let steps = 1
  const span = (each: number): number => {
    if (!stopsBetweenSteps) return wanted.stopsAfterAll
    return each > slow ? unhurried : wanted.stopsBetweenSteps
  }
  return {
    size: () => steps,
    record: (count, seconds) => {
      const each = Math.max(seconds, 1e-6) / count
      const fitting = Math.floor(span(each) / each)
      const allowed = fitting < steps ? Math.max(fitting, Math.floor(steps / 2)) : Math.min(fitting, growth * steps)
      steps = Math.min(most, Math.max(1, allowed))
    },
  }
}
