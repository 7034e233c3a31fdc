import type { Runnable } from './runtime.ts'

/** The most graphs that stay loaded; the least recently used one is released first. */
const capacity = 12

/** Identifies a loaded graph: whose it is, its name among the owner's graphs, and its number of threads. */
export interface GraphKey {
  readonly owner: object
  readonly name: string
  readonly threads: number
}

/** Loaded graphs by key. */
export interface Cache {
  readonly get: (key: GraphKey, load: () => Promise<Runnable>) => Promise<Runnable>
  /** Releases the graphs whose keys match. None of them may be running. */
  readonly drop: (matches: (key: GraphKey) => boolean) => Promise<void>
}

interface Entry {
  readonly key: GraphKey
  readonly runnable: Promise<Runnable>
}

const isSame = (a: GraphKey, b: GraphKey): boolean =>
  a.owner === b.owner && a.name === b.name && a.threads === b.threads

const release = async ({ runnable }: Entry): Promise<void> => {
  await runnable.then((loaded) => loaded.release()).catch(() => undefined)
}

export const cache = (): Cache => {
  /** The least recently used first. */
  let entries: ReadonlyArray<Entry> = []
  const remove = (entry: Entry): void => void (entries = entries.filter((other) => other !== entry))
  return {
    get: (key, load) => {
      const found = entries.find((entry) => isSame(entry.key, key))
      const entry = found ?? { key, runnable: load() }
      remove(entry)
      entries = [...entries, entry]
      const [oldest] = entries
      if (entries.length > capacity && oldest !== undefined) {
        remove(oldest)
        void release(oldest)
      }
      if (found === undefined) void entry.runnable.catch(() => remove(entry))
      return entry.runnable
    },
    drop: async (matches) => {
      const dropped = entries.filter(({ key }) => matches(key))
      dropped.forEach(remove)
      await Promise.all(dropped.map(release))
    },
  }
}
