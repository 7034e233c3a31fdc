/** How long a benchmark of a number of threads runs. */
export const benchmarking = {
  /** The target time of one measurement. */
  seconds: 0.02,
  maxSteps: 512,
  /** Runs before the first measurement: a graph allocates its memory in them, and may be several times slower. */
  warmUps: 2,
  /** The measurements of each number of threads, of which the median counts. */
  rounds: 3,
  /** No further round starts after this time. */
  maxSeconds: 4,
} as const

/** When the number of threads is chosen again, and when it changes. */
export const retuning = {
  /** Another number of threads replaces the current one only if it is this many times as fast. */
  minSpeedup: 1.05,
  /** Steps that take this many times as long as in the benchmark count as slow: the load of the machine has changed. */
  slowdown: 1.3,
  /**
   * Minimum training time between tunings, as a multiple of the cost of a tuning: tuning thus takes at most 5 % of the
   * time where steps are slow, and otherwise about 1 %.
   */
  interval: { slow: 20, usual: 100 },
  /** The interval doubles with each tuning that keeps the number of threads, up to this factor. */
  maxBackoff: 8,
} as const

/** The number of steps in one call of an engine. */
export const chunking = {
  /** The target time of a call, in seconds; progress is shown after each call. */
  seconds: {
    /** An abort takes effect only after the call. */
    stopsAfterCall: 0.2,
    /** An abort takes effect after the current step. */
    stopsBetweenSteps: 0.4,
    /** As before, but the steps are slow: copying the state of such large models into and out of a call is slow too. */
    slowSteps: 2,
  },
  /** Steps that take longer than this, in seconds, are slow. */
  slowStep: 0.1,
  maxSteps: 4096,
  /** The number of steps grows at most by this factor from call to call. */
  maxGrowth: 8,
} as const
