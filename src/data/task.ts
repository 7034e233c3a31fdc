import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fault, Faults } from '../codec/index.ts'
import { IsthmusError } from '../codec/index.ts'
import { faultOf } from './system.ts'

/** An asynchronous computation that ends with a value, or with what is wrong with its input. */
export type FallibleTask<A> = TaskEither.TaskEither<Faults, A>

/** A computation that ends with one fault. */
export const refused = (fault: Fault): FallibleTask<never> => TaskEither.left([fault])

/** A file system operation whose errors become faults; an `IsthmusError` has them already. */
export const attempt = <A>(where: string, expected: string, operation: () => Promise<A>): FallibleTask<A> =>
  TaskEither.tryCatch(operation, (error): Faults =>
    error instanceof IsthmusError ? error.faults : [faultOf(where, expected, error)],
  )
