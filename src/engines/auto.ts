import type { CompiledOptions } from './compiled.ts'
import { compiled } from './compiled.ts'
import type { Engine } from './engine.ts'
import { EngineError } from './engine.ts'
import { nativeRuntime } from './native.ts'
import { reference } from './reference.ts'
import type { WebOptions } from './web.ts'
import { webRuntime } from './web.ts'

export interface EngineOptions extends CompiledOptions, WebOptions {}

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

/** The engine of onnxruntime-node, the fastest. Rejects with `EngineError` where that is not installed. */
export const native = async (options: EngineOptions = {}): Promise<Engine> => {
  try {
    return compiled(await nativeRuntime(options.threads), options)
  } catch (error) {
    throw missing('native', error, 'the fastest engine comes with npm install onnxruntime-node')
  }
}

/** The engine of onnxruntime-web: WebAssembly, in a browser or in Node. */
export const web = async (options: EngineOptions = {}): Promise<Engine> => {
  try {
    return compiled(await webRuntime(options), options)
  } catch (error) {
    throw missing('web', error, 'npm install onnxruntime-web, or let the page load its .wasm files')
  }
}

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
export const auto = async (options: EngineOptions = {}): Promise<Chosen> => {
  const faults: Array<EngineError['fault']> = []
  for (const name of ['native', 'web', 'reference'] as const)
    try {
      const engine = await engines[name](options)
      return { engine, remarks: faults.slice(0, 1).map((fault) => remark(fault, name)) }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      faults.push(error.fault)
    }
  throw new Error('the reference engine always loads')
}
