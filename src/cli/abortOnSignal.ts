/** The signals that stop training: Ctrl-C, the end of the process, the end of its terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Codes by which a process says that a signal ended it: 128 and the number of the signal. */
export type SignalCode = 129 | 130 | 143

const codes: Readonly<Record<(typeof signals)[number], SignalCode>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** What is aborted at the first signal. */
export interface Abortable {
  readonly signal: AbortSignal
  /** The exit code of what a signal stopped; undefined where none came. */
  readonly code: () => SignalCode | undefined
  readonly done: () => void
}

/** Aborts at the first Ctrl-C, with a notice; the second ends the process as usual. */
export const abortOnSignal = (notify: (notice: string) => void): Abortable => {
  const controller = new AbortController()
  let code: SignalCode | undefined
  const done = (): void => signals.forEach((name) => process.off(name, stop))
  const stop = (name: (typeof signals)[number]): void => {
    code = codes[name]
    notify('stopping after this step and keeping the run; press Ctrl-C again to discard it')
    controller.abort()
    // Other listeners of this very signal count the listeners that are left: they must still see this one.
    setImmediate(done)
  }
  signals.forEach((name) => process.on(name, stop))
  return { signal: controller.signal, code: () => code, done }
}
