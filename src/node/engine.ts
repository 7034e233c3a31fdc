import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../codec/index.ts'
import { IsthmusError } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import type { Engine } from '../engines/index.ts'
import type { EngineChoice } from '../fitted/index.ts'
import { engineOf, withoutEngineError } from '../fitted/index.ts'

/** The engine that is chosen, by default the first that loads. */
export const loadEngine =
  (choice: EngineChoice | undefined): FallibleTask<Engine> =>
  () =>
    engineOf(choice)

/** A computation on an engine, whose errors become faults. */
export const onEngine =
  <A>(compute: () => Promise<A>): FallibleTask<A> =>
  () =>
    withoutEngineError(async () => Either.right(await compute()))

const faultsOf = (error: unknown): Faults => {
  if (error instanceof IsthmusError) return error.faults
  throw error
}

/** A call of a fitted model, whose rejection becomes faults. */
export const callModel = <A>(call: () => Promise<A>): FallibleTask<A> => TaskEither.tryCatch(call, faultsOf)
