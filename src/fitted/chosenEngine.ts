import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { failure, show } from '../codec/index.ts'
import type { Engine, EngineName } from '../engines/index.ts'
import { auto, EngineError, engines } from '../engines/index.ts'

/** What computes: an engine, the promise of one (`engines.web()`), or its name; `auto`, the default, is the first that loads. */
export type EngineChoice = Engine | Promise<Engine> | EngineName | 'auto'

const isName = (name: string): name is EngineName => Object.hasOwn(engines, name)

const byName = async (name: string): Promise<Fallible<Engine>> => {
  if (name === 'auto') return Either.right((await auto()).engine)
  if (isName(name)) return Either.right(await engines[name]())
  const names = ['auto', ...Object.keys(engines)].join(', ')
  return failure({ fault: 'unknown name', where: 'engine', expected: `one of ${names}`, found: show(name) })
}

const isEngine = (value: unknown): value is Engine =>
  typeof value === 'object' && value !== null && 'open' in value && 'dtype' in value

/** Turns an engine's error into its fault; other errors are those of a programmer and stay errors. */
export const withoutEngineError = async <A>(use: () => Promise<Fallible<A>>): Promise<Fallible<A>> => {
  try {
    return await use()
  } catch (error) {
    if (error instanceof EngineError) return failure(error.fault)
    throw error
  }
}

/** The engine that is chosen, or why it does not load. */
export const engineOf = (choice: EngineChoice = 'auto'): Promise<Fallible<Engine>> =>
  withoutEngineError(async () => {
    if (typeof choice === 'string') return byName(choice)
    const engine = await choice
    return isEngine(engine)
      ? Either.right(engine)
      : failure({ fault: 'wrong type', where: 'engine', expected: 'an engine or its name', found: show(engine) })
  })
