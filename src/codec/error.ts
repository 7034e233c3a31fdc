import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Faults } from './fault.ts'
import { drawFaults } from './fault.ts'

/**
 * Faults as an error, for those who prefer exceptions: its message is the faults, one on each line. Functions that check
 * return `Either`; `orThrow` is the one way from there to here, and functions that reject do so with this error.
 */
export class IsthmusError extends Error {
  readonly faults: Faults

  constructor(faults: Faults, cause?: unknown) {
    super(drawFaults(faults), { cause })
    this.name = 'IsthmusError'
    this.faults = faults
  }
}

/** The value, or an `IsthmusError` with the faults. */
export const orThrow = <A>(result: Fallible<A>): A => {
  if (Either.isLeft(result)) throw new IsthmusError(result.left)
  return result.right
}
