import { describe, expect, it } from 'vitest'
import type { Loaders } from '../../src/engines/auto.ts'
import { auto } from '../../src/engines/auto.ts'
import { native, web } from '../../src/engines/index.ts'
import type { Runtime } from '../../src/engines/onnxruntime/runtime.ts'

const runtime = (name: string): Runtime => ({
  name,
  threads: [1],
  copiesInputs: false,
  memory: () => undefined,
  load: async () => ({ run: async () => ({}), release: async () => undefined }),
})

const gone = (name: string) => ({
  load: () => Promise.reject(new Error(`Cannot find package '${name}'\nimported from somewhere`)),
  remedy: `npm install ${name}`,
})

const there = (name: string) => ({ load: async () => runtime(name), remedy: '' })

const loaders = (nativeOne: Loaders['native'], webOne: Loaders['web']): Loaders => ({ native: nativeOne, web: webOne })

describe('auto', () => {
  it('takes the native engine where it loads, without a notice', async () => {
    const { engine, notice } = await auto({}, loaders(there('native'), gone('onnxruntime-web')))
    expect([engine.name, notice]).toEqual(['native', undefined])
  })

  it('falls back to the web engine, with one line that says how to get the native one', async () => {
    const { engine, notice } = await auto({}, loaders(gone('onnxruntime-node'), there('web')))
    expect(engine.name).toBe('web')
    expect(notice).toBe(
      "engine native does not load (Cannot find package 'onnxruntime-node'): using web; npm install onnxruntime-node",
    )
  })

  it('falls back to the reference, in the dtype that is wanted, still with one line', async () => {
    const { engine, notice } = await auto(
      { dtype: 'float64' },
      loaders(gone('onnxruntime-node'), gone('onnxruntime-web')),
    )
    expect([engine.name, engine.dtype]).toEqual(['reference', 'float64'])
    expect(notice).toContain('using reference; npm install onnxruntime-node')
  })

  it('takes no runtime whose script is there but which loads no graph', async () => {
    const broken: Runtime = { ...runtime('web'), load: () => Promise.reject(new Error('no .wasm file')) }
    const { engine, notice } = await auto(
      {},
      loaders(gone('onnxruntime-node'), { load: async () => broken, remedy: '' }),
    )
    expect(engine.name).toBe('reference')
    expect(notice).toContain('engine native does not load')
    await expect(web({ wasmPaths: 'file:///nowhere/' })).rejects.toMatchObject({
      fault: { fault: 'no engine', where: 'engine web' },
    })
  })

  it('hands options on to the runtime', async () => {
    const seen: Array<unknown> = []
    const load = async (options: unknown): Promise<Runtime> => {
      seen.push(options)
      return runtime('native')
    }
    await auto({ threads: 3 }, loaders({ load, remedy: '' }, there('web')))
    expect(seen).toEqual([{ threads: 3 }])
  })

  it('loads what is installed here', async () => {
    const { engine, notice } = await auto({ threads: 1 })
    expect([engine.name, notice]).toEqual(['native', undefined])
    expect((await native({ dtype: 'float64' })).dtype).toBe('float64')
  })
})
