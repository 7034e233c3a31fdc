import { chunking } from './constants.ts'

/** Chooses the chunk size: the number of steps in the next call of an engine. */
export interface ChunkSizer {
  readonly size: () => number
  /** Records the time that a call of some steps took. */
  readonly record: (steps: number, seconds: number) => void
}

/**
 * Sizes chunks such that a call takes 0.2 s; or, where the engine can stop between steps, 0.4 s, and 2 s if steps are
 * slow. The first chunk is one step. From call to call the size grows at most 8 times (the first call may be slow) and
 * falls at most by half.
 */
export const chunkSizer = (stopsBetweenSteps: boolean): ChunkSizer => {
  let size = 1
  const targetFor = (secondsPerStep: number): number => {
    if (!stopsBetweenSteps) return chunking.seconds.stopsAfterCall
    return secondsPerStep > chunking.slowStep ? chunking.seconds.slowSteps : chunking.seconds.stopsBetweenSteps
  }
  return {
    size: () => size,
    record: (steps, seconds) => {
      const secondsPerStep = Math.max(seconds, 1e-6) / steps
      const fitting = Math.floor(targetFor(secondsPerStep) / secondsPerStep)
      const next =
        fitting < size ? Math.max(fitting, Math.floor(size / 2)) : Math.min(fitting, chunking.maxGrowth * size)
      size = Math.min(chunking.maxSteps, Math.max(1, next))
    },
  }
}
