/** What the machine offers: Node's own modules know it, or in a page the navigator. */

const read = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined

// The name is in a variable so that bundlers cannot follow it: a page can be built without Node's modules.
const systemModule = 'node:os'

const nodeCores = async (): Promise<unknown> => {
  const system: unknown = await import(/* @vite-ignore */ systemModule).catch(() => undefined)
  const count = read(system, 'availableParallelism')
  return typeof count === 'function' ? count() : undefined
}

/** The number of threads that can run at once; 2 where it is unknown. */
export const cores = async (): Promise<number> => {
  const count = read(Reflect.get(globalThis, 'navigator'), 'hardwareConcurrency') ?? (await nodeCores())
  return typeof count === 'number' && count >= 1 ? Math.floor(count) : 2
}

/** The number of bytes that can still be allocated, or undefined where it is unknown. */
export const availableMemory = (): number | undefined => {
  const process: unknown = Reflect.get(globalThis, 'process')
  const method = read(process, 'availableMemory')
  const bytes: unknown = typeof method === 'function' ? Reflect.apply(method, process, []) : undefined
  return typeof bytes === 'number' && bytes > 0 ? bytes : undefined
}

/** Whether threads can share memory here; in a page, that needs cross-origin isolation. */
export const sharesMemory = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && Reflect.get(globalThis, 'crossOriginIsolated') !== false
