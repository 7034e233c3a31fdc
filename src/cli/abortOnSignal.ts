/** A signal that is aborted at the first Ctrl-C, with a notice; the second ends the process as usual. */
export const abortOnSignal = (
  notify: (notice: string) => void,
): { readonly signal: AbortSignal; readonly done: () => void } => {
  const controller = new AbortController()
  const done = (): void => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  const stop = (): void => {
    notify('stopping after this step and keeping the run; press Ctrl-C again to discard it')
    controller.abort()
    done()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, done }
}
