/** What the machine gives, asked where it is known: in Node its own modules, in a page the navigator. */

const read = (from: unknown, name: string): unknown =>
  typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined

// The name is not known to bundlers, so that a page without Node's modules can be built.
const systemModule = 'node:os'

const nodeCores = async (): Promise<unknown> => {
  const system: unknown = await import(/* @vite-ignore */ systemModule).catch(() => undefined)
  const count = read(system, 'availableParallelism')
  return typeof count === 'function' ? count() : undefined
}

/** How many threads can work at once; 2 where nothing says it. */
export const cores = async (): Promise<number> => {
  const count = read(Reflect.get(globalThis, 'navigator'), 'hardwareConcurrency') ?? (await nodeCores())
  return typeof count === 'number' && count >= 1 ? Math.floor(count) : 2
}

/** How many bytes may still be had, or undefined where nothing says it. */
export const availableMemory = (): number | undefined => {
  const process: unknown = Reflect.get(globalThis, 'process')
  const ask = read(process, 'availableMemory')
  const bytes: unknown = typeof ask === 'function' ? Reflect.apply(ask, process, []) : undefined
  return typeof bytes === 'number' && bytes > 0 ? bytes : undefined
}

/** Whether threads can share memory here; a page must be cross-origin isolated for it. */
export const sharesMemory = (): boolean =>
  typeof SharedArrayBuffer !== 'undefined' && Reflect.get(globalThis, 'crossOriginIsolated') !== false
