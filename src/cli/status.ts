import type { FallibleTask } from '../data/files/index.ts'
import { duration } from './progress.ts'
import type { Terminal } from './terminal.ts'

const clearLine = '\r\u001B[2K'

/** Shows what is done, and for how long, in a line that is drawn over; nothing where nobody watches. */
export const withStatus = async <A>(
  terminal: Terminal,
  text: string | (() => string),
  work: () => Promise<A>,
): Promise<A> => {
  if (!terminal.interactive) return work()
  const start = performance.now()
  const draw = (): void => {
    const seconds = (performance.now() - start) / 1000
    process.stderr.write(
      `${clearLine}${typeof text === 'string' ? text : text()}${seconds < 1 ? '' : `, ${duration(seconds)}`}`,
    )
  }
  draw()
  const timer = setInterval(draw, 1000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.stderr.write(clearLine)
  }
}

/** The same for a task. */
export const withStatusTask =
  <A>(terminal: Terminal, text: string, task: FallibleTask<A>): FallibleTask<A> =>
  () =>
    withStatus(terminal, text, task)

/** Lets timers and signals have their turn at most every so many milliseconds, in between long computations. */
export const yieldEvery = (milliseconds: number): (() => Promise<void>) => {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < milliseconds) return
    await new Promise((resolve) => setImmediate(resolve))
    last = performance.now()
  }
}
