import type { Terminal } from './terminal.ts'

/** Aborts at the first Ctrl-C; the second ends the process as usual. */
export const abortOnSignal = (terminal: Terminal): { readonly signal: AbortSignal; readonly done: () => void } => {
  const controller = new AbortController()
  const done = (): void => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  const stop = (): void => {
    terminal.log('stopping after this step; the run is kept (Ctrl-C again to lose it)')
    controller.abort()
    done()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, done }
}
