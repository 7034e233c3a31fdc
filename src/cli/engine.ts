import { constants, writeFileSync } from 'node:fs'
import { access, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { faultOf } from '../data/files/index.ts'
import type { Engine, EngineName, EngineOptions } from '../engines/index.ts'
import { auto, EngineError, engines } from '../engines/index.ts'
import { makeFolders } from './folders.ts'
import { count, oneOf, words } from './parser.ts'
import type { Terminal } from './terminal.ts'

/** What every command takes that runs a model. */
export const engineOptions = {
  engine: oneOf(
    '--engine',
    ['auto', 'native', 'web', 'reference'],
    'What computes: ONNX Runtime (native or web), or the slow reference; the first that loads by default.',
  ),
  threads: count('--threads', 'For native and web; native tries what is fastest by default.', { max: 1024 }),
  dumpGraph: words('--dump-graph', 'DIR', 'Keep every ONNX graph that is run.'),
}

/** The values of those options. */
export interface EngineValues {
  readonly engine: EngineName | 'auto' | undefined
  readonly threads: number | undefined
  readonly dumpGraph: string | undefined
}

const notKept = (folder: string, error: unknown): EngineError =>
  new EngineError(faultOf(folder, 'a folder for graphs', error), error)

/** Keeps graphs in a folder, by name. The folder is made at once: if it cannot be, nothing has been computed in vain. */
const keepIn = async (folder: string): Promise<NonNullable<EngineOptions['onGraph']>> => {
  try {
    await makeFolders(folder)
    await access(folder, constants.W_OK)
    await readdir(folder)
  } catch (error) {
    throw notKept(folder, error)
  }
  return (name, graph) => {
    try {
      writeFileSync(join(folder, `${name}.onnx`), graph)
    } catch (error) {
      throw notKept(folder, error)
    }
  }
}

/** The engine that is asked for. Says why, where it is not the fastest one. */
export const chooseEngine = async (
  { engine: name = 'auto', threads, dumpGraph }: EngineValues,
  terminal: Terminal,
): Promise<Engine> => {
  const options: EngineOptions = {
    ...(threads === undefined ? {} : { threads }),
    ...(dumpGraph === undefined ? {} : { onGraph: await keepIn(dumpGraph) }),
  }
  if (name !== 'auto') return engines[name](options)
  const { engine, notice } = await auto(options)
  if (notice !== undefined) terminal.log(notice)
  return engine
}
