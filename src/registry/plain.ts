import type { Codec, Fallible, Settings } from '../codec/index.ts'
import type { Context, Definition } from './definition.ts'
import { erased } from './definition.ts'

/** What settings may hold that hold no other definitions. */
export type NoNested = Readonly<Record<never, never>>
export const noNested: NoNested = {}

/** A definition whose settings hold no other definitions, as registries have it. */
export type PlainDefinition<Input, Built> = Definition<Settings, NoNested, Input, Context<NoNested>, Built>

/** What everything of this kind says of itself: its name, where it comes from, a sentence, its settings. */
export interface PlainFacts<S extends object> extends Omit<
  Definition<S, NoNested, never, Context<NoNested>, never>,
  'build' | 'codec'
> {
  readonly codec: Codec<S>
}

/** What such a definition is made of. */
export interface PlainParts<S extends object, Input, Built> extends PlainFacts<S> {
  readonly build: (settings: S, input: Input, where: string) => Fallible<Built>
}

/** A definition whose settings hold no other definitions. */
export const plainDefinition = <S extends object, Input, Built>({
  codec,
  build,
  ...facts
}: PlainParts<S, Input, Built>): PlainDefinition<Input, Built> =>
  erased<S, NoNested, Input, Context<NoNested>, Built>({
    ...facts,
    codec: () => codec,
    build: (settings, input, { where }) => build(settings, input, where),
  })
