import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Settings } from '../codec/index.ts'
import { decode, erase } from '../codec/index.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'
import { present } from '../tensor/present.ts'

/** What every definition may ask for while it is built. */
export interface Context<Nested> {
  /** The place in the spec, for faults: `encoder.layers[1]`. */
  readonly where: string
  /** The codec of what its settings may hold: layers in a layer, schedules in an update. */
  readonly nested: Nested
}

/**
 * A layer, loss term, update, schedule or preprocessing step: a codec of its settings, and how they are built into
 * something that runs. Settings are data; a build happens once, when a spec is elaborated.
 */
export interface Definition<S extends object, Nested, Input, C extends Context<Nested>, Built> {
  readonly name: string
  /** Where it comes from, `my-layers@1.2.0`; the library's own have none. Files that use it say so. */
  readonly package?: string
  /** One sentence for the docs and the JSON Schema: the name that papers use comes first. */
  readonly summary: string
  /** The settings beside the name. */
  readonly codec: (nested: Nested) => Codec<S>
  /** Settings that the docs show it with; without, the docs draw some. */
  readonly example?: S
  readonly build: (settings: S, input: Input, context: C) => Fallible<Built>
}

/** A definition of which the registry does not know the settings: they are decoded when it is built. */
export const erased = <S extends object, Nested extends object, Input, C extends Context<Nested>, Built>(
  definition: Definition<S, Nested, Input, C, Built>,
): Definition<Settings, Nested, Input, C, Built> => {
  // Called as methods, so that a definition may use its `this`.
  const codecWith = memoizeWeak((nested: Nested) => definition.codec(nested))
  const { name, package: origin, summary, example } = definition
  return {
    name,
    summary,
    ...present({ package: origin, example: example === undefined ? undefined : { ...example } }),
    codec: (nested) => erase(codecWith(nested)),
    build: (settings, input, context) =>
      pipe(
        decode(codecWith(context.nested), settings, context.where),
        Either.flatMap((decoded) => definition.build(decoded, input, context)),
      ),
  }
}

/** The settings as the arguments of a function: none need be given where all may be left out. */
export type Arguments<S extends object> =
  Record<never, never> extends S ? readonly [settings?: S] : readonly [settings: S]
