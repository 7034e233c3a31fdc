import { constants, writeFileSync } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { faultOf } from '../data/files/index.ts'
import type { Engine, EngineName, EngineOptions } from '../engines/index.ts'
import { auto, EngineError, engines } from '../engines/index.ts'
import { makeFolders } from '../node/folders.ts'
import { present } from '../tensor/present.ts'
import { count, oneOf, words } from './parser.ts'
import type { Terminal } from './terminal.ts'

/** The options of every command that runs a model. */
export const engineOptions = {
  engine: oneOf(
    '--engine',
    ['auto', 'native', 'web', 'reference'],
    'Engine to run on: ONNX Runtime (native or web) or the slow reference; by default the first that loads.',
  ),
  threads: count('--threads', 'Number of threads of the native and web engines; native finds the fastest by default.', {
    max: 1024,
  }),
  dumpGraph: words('--dump-graph', 'DIR', 'Write every ONNX graph that is run to this folder.'),
}

/** The values of those options. */
export interface EngineValues {
  readonly engine: EngineName | 'auto' | undefined
  readonly threads: number | undefined
  readonly dumpGraph: string | undefined
}

const notWritten = (folder: string, error: unknown): EngineError =>
  new EngineError(faultOf(folder, 'a folder for graphs', error), error)

/** Writes graphs to a folder, by name. The folder is made at once, so that nothing is computed if it cannot be. */
const writeTo = async (folder: string): Promise<NonNullable<EngineOptions['onGraph']>> => {
  try {
    await makeFolders(folder)
    await access(folder, constants.W_OK)
    await readdir(folder)
  } catch (error) {
    throw notWritten(folder, error)
  }
  return (name, graph) => {
    try {
      writeFileSync(join(folder, `${name}.onnx`), graph)
    } catch (error) {
      throw notWritten(folder, error)
    }
  }
}

/** The engine that the options choose. Says why, if it is not the fastest one. */
export const chooseEngine = async (
  { engine: name = 'auto', threads, dumpGraph }: EngineValues,
  terminal: Terminal,
): Promise<Engine> => {
  const options: EngineOptions = present({
    threads,
    onGraph: dumpGraph === undefined ? undefined : await writeTo(dumpGraph),
  })
  if (name !== 'auto') return engines[name](options)
  const { engine, remarks } = await auto(options)
  remarks.forEach(terminal.log)
  return engine
}
