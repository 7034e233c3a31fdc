import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../../src/codec/index.ts'
import { IsthmusError } from '../../src/codec/index.ts'
import { autoencoder, dense, input, mse, pipe, tanh } from '../../src/index.ts'

/** Rows of three numbers on a curve, in very different units. */
export const curve = (length: number): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length }, (_, i) => [Math.sin(i), 100 * Math.sin(i) + 5, Math.cos(i) / 100])

/** An autoencoder for them. */
export const spec = autoencoder({
  encoder: pipe(input([3]), dense(6), tanh, dense(2)),
  decoder: pipe(input([2]), dense(6), tanh, dense(3)),
  loss: mse,
})

/** What a promise rejects with: the text of the faults. */
export const rejection = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof IsthmusError) return error.message
    throw error
  }
  return 'nothing: it resolved'
}

/** The text of the faults, or nothing. */
export const faultText = (result: Fallible<unknown>): string =>
  Either.isLeft(result)
    ? result.left.map(({ where, expected, found }) => `${where}: expected ${expected}, found ${found}`).join('\n')
    : ''
