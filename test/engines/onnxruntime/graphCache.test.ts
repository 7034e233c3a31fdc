import { describe, expect, it } from 'vitest'
import type { GraphKey } from '../../../src/engines/onnxruntime/graphCache.ts'
import { cache } from '../../../src/engines/onnxruntime/graphCache.ts'
import type { OnnxRuntime } from '../../../src/engines/onnxruntime/onnxRuntime.ts'
import { loadWith } from '../../../src/engines/onnxruntime/onnxRuntime.ts'
import type { Runnable } from '../../../src/engines/onnxruntime/runtime.ts'

const capacity = 12

const owner = {}

const keyOf = (name: string): GraphKey => ({ owner, name, threads: 1 })

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** Runnables that record when they are loaded and released. */
const recorded = () => {
  const events: Array<string> = []
  const load = (key: string) => async (): Promise<Runnable> => {
    events.push(`load ${key}`)
    return {
      run: async () => ({}),
      release: async () => {
        events.push(`release ${key}`)
      },
    }
  }
  return { events, load }
}

describe('the cache of loaded graphs', () => {
  it('loads a graph once, also when it is asked for twice at a time', async () => {
    const { events, load } = recorded()
    const graphs = cache()
    const [a, b] = await Promise.all([graphs.get(keyOf('a'), load('a')), graphs.get(keyOf('a'), load('a'))])
    expect(a).toBe(b)
    expect(events).toEqual(['load a'])
  })

  it('releases the one that was used longest ago, and loads it again when it is needed', async () => {
    const { events, load } = recorded()
    const graphs = cache()
    for (let i = 0; i < capacity; i++) await graphs.get(keyOf(`${i}`), load(`${i}`))
    await graphs.get(keyOf('0'), load('0'))
    await graphs.get(keyOf('new'), load('new'))
    await settled()
    expect(events.filter((event) => event.startsWith('release'))).toEqual(['release 1'])
    await graphs.get(keyOf('0'), load('0'))
    await graphs.get(keyOf('1'), load('1'))
    await settled()
    expect(events.slice(capacity)).toEqual(['load new', 'release 1', 'load 1', 'release 2'])
  })

  it('tells owners and numbers of threads apart', async () => {
    const { events, load } = recorded()
    const graphs = cache()
    const keys: ReadonlyArray<GraphKey> = [
      { owner, name: 'a', threads: 1 },
      { owner, name: 'a', threads: 2 },
      { owner: {}, name: 'a', threads: 1 },
    ]
    for (const [i, key] of keys.entries()) await graphs.get(key, load(String(i)))
    await graphs.drop((key) => key.owner === owner && key.threads === 2)
    expect(events).toEqual(['load 0', 'load 1', 'load 2', 'release 1'])
  })

  it('forgets what did not load', async () => {
    const { events, load } = recorded()
    const graphs = cache()
    await expect(graphs.get(keyOf('a'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await settled()
    await graphs.get(keyOf('a'), load('a'))
    expect(events).toEqual(['load a'])
  })

  it('keeps what was loaded since, when an earlier load of the same graph fails late', async () => {
    const { events, load } = recorded()
    const graphs = cache()
    let fail = (_: Error): void => undefined
    const late = graphs.get(keyOf('a'), () => new Promise((_, reject) => (fail = reject)))
    void graphs.drop(({ name }) => name === 'a')
    await graphs.get(keyOf('a'), load('a'))
    fail(new Error('no'))
    await expect(late).rejects.toThrow('no')
    await settled()
    await graphs.get(keyOf('a'), load('a'))
    expect(events).toEqual(['load a'])
  })

  it('does not mind a release that fails', async () => {
    const graphs = cache()
    const stubborn: Runnable = { run: async () => ({}), release: () => Promise.reject(new Error('no')) }
    for (let i = 0; i <= capacity; i++) await graphs.get(keyOf(`${i}`), async () => stubborn)
    await settled()
  })
})

describe('a loaded graph', () => {
  it('is released only when the runs under way have ended', async () => {
    const events: Array<string> = []
    const ort: OnnxRuntime = {
      Tensor: class {
        data: unknown
        dims: ReadonlyArray<number>
        constructor(_type: string, data: unknown, dims: ReadonlyArray<number>) {
          this.data = data
          this.dims = dims
        }
      },
      InferenceSession: {
        create: async () => ({
          inputNames: ['x'],
          outputNames: [],
          run: async (feeds) => {
            await settled()
            events.push(`ran ${Object.keys(feeds).join()}`)
            return {}
          },
          release: async () => {
            events.push('released')
          },
        }),
      },
    }
    const runnable = await loadWith(ort, new Uint8Array(), { threads: 1, dtype: 'float32' })
    const feed = { data: Float32Array.of(1), shape: [1] }
    const running = runnable.run({ x: feed, unused: feed })
    await runnable.release()
    await running
    expect(events).toEqual(['ran x', 'released'])
  })
})
