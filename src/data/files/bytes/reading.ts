import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Faults } from '../../../codec/index.ts'
import { IsthmusError } from '../../../codec/index.ts'
import { faultOf } from '../../system.ts'
import type { FallibleTask } from '../../task.ts'

/** The faults of an error of a file or of its contents; any other error is ours and is thrown on. */
const faultsOf = (where: string, expected: string, error: unknown): Faults => {
  if (error instanceof IsthmusError) return error.faults
  if (error instanceof Error && 'code' in error && !(error instanceof TypeError || error instanceof RangeError))
    return [faultOf(where, expected, error)]
  throw error
}

/** Reads a file; faults that are thrown on the way, and errors of the file system, are what the task ends with. */
export const reading = <A>(where: string, expected: string, read: () => Promise<A>): FallibleTask<A> =>
  TaskEither.tryCatch(read, (error) => faultsOf(where, expected, error))

/** Pieces whose errors are thrown as faults. */
export async function* faulting<A>(where: string, expected: string, pieces: AsyncIterable<A>): AsyncGenerator<A> {
  try {
    yield* pieces
  } catch (error) {
    throw error instanceof IsthmusError ? error : new IsthmusError(faultsOf(where, expected, error), error)
  }
}
