import type { Runnable } from './runtime.ts'

/** As many graphs stay loaded; the one that was used longest ago goes first. */
const capacity = 12

/** Loaded graphs by key. */
export interface Cache {
  readonly get: (key: string, load: () => Promise<Runnable>) => Promise<Runnable>
  /** Releases the graphs of these keys. Nobody may be running them. */
  readonly drop: (matches: (key: string) => boolean) => Promise<void>
}

export const cache = (): Cache => {
  const loaded = new Map<string, Promise<Runnable>>()
  const forget = async (key: string): Promise<void> => {
    const old = loaded.get(key)
    loaded.delete(key)
    await old?.then((runnable) => runnable.release()).catch(() => undefined)
  }
  return {
    get: (key, load) => {
      const runnable = loaded.get(key) ?? load()
      loaded.delete(key)
      loaded.set(key, runnable)
      const [oldest] = loaded.keys()
      if (loaded.size > capacity && oldest !== undefined) void forget(oldest)
      void runnable.catch(() => loaded.get(key) === runnable && loaded.delete(key))
      return runnable
    },
    drop: async (matches) => {
      await Promise.all([...loaded.keys()].filter(matches).map(forget))
    },
  }
}
