import type { CompiledOptions } from './onnxruntime/compiled.ts'
import { compiled } from './onnxruntime/compiled.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine.ts'
import { smokeTestGraph } from './onnxruntime/graphs.ts'
import type { NativeOptions } from './onnxruntime/native.ts'
import { nativeRuntime } from './onnxruntime/native.ts'
import { reference } from './reference/reference.ts'
import type { Runtime } from './onnxruntime/runtime.ts'
import { onnxRuntimeVersion } from './onnxruntime/version.ts'
import type { WebOptions } from './onnxruntime/web.ts'
import { webRuntime } from './onnxruntime/web.ts'

export interface EngineOptions extends CompiledOptions, NativeOptions, WebOptions {}

const notAvailable = (name: string, error: unknown, remedy: string): EngineError =>
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

/** Loads a runtime; the remedy is for users on whose machine it does not load. */
export interface Loader {
  readonly load: (options: EngineOptions) => Promise<Runtime>
  readonly remedy: string
}

export type Loaders = Readonly<Record<'native' | 'web', Loader>>

const loaders: Loaders = {
  native: {
    load: nativeRuntime,
    // Its install script downloads the CUDA provider, which is not used, and without a network npm drops the package.
    remedy: `for the fastest engine: ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node@${onnxRuntimeVersion}`,
  },
  web: {
    load: webRuntime,
    remedy: `npm install onnxruntime-web@${onnxRuntimeVersion}, or let the page load its .wasm files`,
  },
}

const loadEngine = async (name: keyof Loaders, options: EngineOptions, { load, remedy }: Loader): Promise<Engine> => {
  try {
    const runtime = await load(options)
    // The script may load although its WebAssembly does not: only a graph shows it.
    const smokeTest = await runtime.load(smokeTestGraph(), { threads: 1, dtype: 'float32' })
    await smokeTest.release()
    return compiled(runtime, options)
  } catch (error) {
    throw notAvailable(name, error, remedy)
  }
}

/** The engine of onnxruntime-node, the fastest. Rejects with `EngineError` if that is not installed. */
export const native = (options: EngineOptions = {}): Promise<Engine> => loadEngine('native', options, loaders.native)

/** The engine of onnxruntime-web: WebAssembly, in a browser or in Node. */
export const web = (options: EngineOptions = {}): Promise<Engine> => loadEngine('web', options, loaders.web)

/** The engines by name, the fastest first. */
export const engines = {
  native,
  web,
  reference: async ({ dtype }: EngineOptions = {}): Promise<Engine> => reference(dtype),
} as const

export type EngineName = keyof typeof engines

/** The engine that `auto` chose. */
export interface Chosen {
  readonly engine: Engine
  /** If it is not the fastest one: why, and how to install that, in one line. */
  readonly notice?: string
}

const noticeOf = ({ where, found, remedy }: EngineError['fault'], instead: string): string =>
  `${where} does not load (${found}): using ${instead}; ${remedy}`

/** The first engine that loads: native, web, reference. */
export const auto = async (options: EngineOptions = {}, from: Loaders = loaders): Promise<Chosen> => {
  const faults: Array<EngineError['fault']> = []
  const chosen = (engine: Engine, name: EngineName): Chosen => {
    const [fault] = faults
    return fault === undefined ? { engine } : { engine, notice: noticeOf(fault, name) }
  }
  for (const name of ['native', 'web'] as const)
    try {
      return chosen(await loadEngine(name, options, from[name]), name)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      faults.push(error.fault)
    }
  return chosen(await engines.reference(options), 'reference')
}
