/** The stop input of a training graph, not set. The graph reads it after each step, and ends once it is not 0. */
export const stopFlag = (): Int32Array => new Int32Array(1)

/** Does some work with a stop flag that is set once the signal is aborted. */
export const withStopFlag = async <A>(
  signal: AbortSignal | undefined,
  work: (stop: Int32Array) => Promise<A>,
): Promise<A> => {
  const flag = stopFlag()
  const set = (): void => void flag.fill(1)
  if (signal?.aborted === true) set()
  signal?.addEventListener('abort', set)
  try {
    return await work(flag)
  } finally {
    signal?.removeEventListener('abort', set)
  }
}
