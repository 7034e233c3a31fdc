import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible } from '../codec/index.ts'
import { failure, orThrow, show } from '../codec/index.ts'
import type { Registry } from '../format/index.ts'
import { library } from '../format/index.ts'
import type { EngineChoice } from './chosenEngine.ts'
import { engineOf } from './chosenEngine.ts'
import type { FittedModel } from './modelMethods.ts'
import { fittedModel } from './fittedModel.ts'
import { decodeModel } from './modelFile.ts'

export interface OpenOptions {
  /** The first that loads by default. */
  readonly engine?: EngineChoice
  /** What the spec may name; the library by default. */
  readonly registry?: Registry
}

const bytesOf = (file: Uint8Array | ArrayBuffer): Fallible<Uint8Array> => {
  if (file instanceof Uint8Array) return Either.right(file)
  if (file instanceof ArrayBuffer) return Either.right(new Uint8Array(file))
  const expected = 'its bytes, a Uint8Array or an ArrayBuffer'
  return failure({ fault: 'wrong type', where: 'the model file', expected, found: show(file) })
}

/** As `open`, with what is wrong as a value. */
export const openEither = async (
  file: Uint8Array | ArrayBuffer,
  { engine, registry = library }: OpenOptions = {},
): Promise<Fallible<FittedModel>> => {
  const trained = pipe(
    bytesOf(file),
    Either.flatMap((bytes) => decodeModel(registry, bytes)),
  )
  if (Either.isLeft(trained)) return trained
  return pipe(
    await engineOf(engine),
    Either.map((loaded) => fittedModel(registry, loaded, trained.right)),
  )
}

/**
 * Opens a model that `model.save()` wrote: in a page, `await open(await (await fetch('model.safetensors')).arrayBuffer())`.
 * It gives the same numbers to the bit as the model that was saved, on the same engine. A file that is damaged, foreign or
 * newer rejects with an `IsthmusError`.
 */
export const open = async (file: Uint8Array | ArrayBuffer, options?: OpenOptions): Promise<FittedModel> =>
  orThrow(await openEither(file, options))
