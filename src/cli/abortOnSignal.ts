/** A signal that is aborted at the first Ctrl-C, with a notice; the second ends the process as usual. */
export const abortOnSignal = (
  notify: (notice: string) => void,
  notice = 'stopping after this step and keeping the run; press Ctrl-C again to discard it',
): { readonly signal: AbortSignal; readonly done: () => void } => {
  const controller = new AbortController()
  const done = (): void => {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
  }
  const stop = (): void => {
    notify(notice)
    controller.abort()
    // Other listeners of this very signal count the listeners that are left: they must still see this one.
    setImmediate(done)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return { signal: controller.signal, done }
}
