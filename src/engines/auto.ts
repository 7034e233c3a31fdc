import type { CompiledOptions } from './onnxruntime/compiled.ts'
import { compiled } from './onnxruntime/compiled.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine.ts'
import { smokeTestGraph } from './onnxruntime/graphs.ts'
import type { NativeOptions } from './onnxruntime/native.ts'
import { nativeRuntime } from './onnxruntime/native.ts'
import { reference } from './reference.ts'
import type { Runtime } from './onnxruntime/runtime.ts'
import type { WebOptions } from './onnxruntime/web.ts'
import { webRuntime } from './onnxruntime/web.ts'

export interface EngineOptions extends CompiledOptions, NativeOptions, WebOptions {}

const missing = (name: string, error: unknown, remedy: string): EngineError =>
  new EngineError(
    {
      fault: 'no engine',
      where: `engine ${name}`,
      expected: 'ONNX Runtime to load',
      found: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
      remedy,
    },
    error,
  )

/** How each runtime is loaded, and what helps where it does not load. */
export interface Loader {
  readonly load: (options: EngineOptions) => Promise<Runtime>
  readonly remedy: string
}

export type Loaders = Readonly<Record<'native' | 'web', Loader>>

const loaders: Loaders = {
  native: {
    load: nativeRuntime,
    remedy: 'the fastest engine comes with npm install onnxruntime-node',
  },
  web: {
    load: webRuntime,
    remedy: 'npm install onnxruntime-web, or let the page load its .wasm files',
  },
}

const loaded = async (name: keyof Loaders, options: EngineOptions, { load, remedy }: Loader): Promise<Engine> => {
  try {
    const runtime = await load(options)
    // Its script may be there and its WebAssembly not, which the first graph shows.
    const first = await runtime.load(smokeTestGraph(), { threads: 1, dtype: 'float32' })
    await first.release()
    return compiled(runtime, options)
  } catch (error) {
    throw missing(name, error, remedy)
  }
}

/** The engine of onnxruntime-node, the fastest. Rejects with `EngineError` where that is not installed. */
export const native = (options: EngineOptions = {}): Promise<Engine> => loaded('native', options, loaders.native)

/** The engine of onnxruntime-web: WebAssembly, in a browser or in Node. */
export const web = (options: EngineOptions = {}): Promise<Engine> => loaded('web', options, loaders.web)

/** The engines by name, best first. */
export const engines = {
  native,
  web,
  reference: async ({ dtype }: EngineOptions = {}): Promise<Engine> => reference(dtype),
} as const

export type EngineName = keyof typeof engines

/** An engine, and what should be known of how it was chosen, a line each. */
export interface Chosen {
  readonly engine: Engine
  readonly remarks: ReadonlyArray<string>
}

const remark = ({ where, found, remedy }: EngineError['fault'], instead: string): string =>
  `${where} does not load (${found}): using ${instead}; ${remedy}`

/** The first engine that loads: native, web, reference. */
export const auto = async (options: EngineOptions = {}, from: Loaders = loaders): Promise<Chosen> => {
  const faults: Array<EngineError['fault']> = []
  const chosen = (engine: Engine, name: EngineName): Chosen => ({
    engine,
    remarks: faults.slice(0, 1).map((fault) => remark(fault, name)),
  })
  for (const name of ['native', 'web'] as const)
    try {
      return chosen(await loaded(name, options, from[name]), name)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      faults.push(error.fault)
    }
  return chosen(await engines.reference(options), 'reference')
}
