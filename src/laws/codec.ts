import * as Either from 'fp-ts/lib/Either.js'
import type { Codec } from '../codec/index.ts'
import { decode, drawFaults } from '../codec/index.ts'
import { valuesOf } from './arbitrary.ts'
import type { Laws, Verdict } from './law.ts'

/** decode ∘ encode is the identity on values, encode ∘ decode on their JSON, and JSON text loses nothing. */
export const roundTrips = <A>(codec: Codec<A>, value: A): Verdict => {
  const json = codec.encode(value)
  const text = JSON.stringify(json)
  const parsed: unknown = JSON.parse(text)
  const decoded = decode(codec, parsed)
  if (Either.isLeft(decoded)) return `its own JSON is refused: ${drawFaults(decoded.left)}`
  const again = JSON.stringify(codec.encode(decoded.right))
  return again === text ? undefined : `${text} comes back as ${again}`
}

/** The laws of a codec on values drawn from its schema. */
export const codecLaws = <A>(name: string, codec: Codec<A>): Laws<A> => ({
  subject: `codec ${name}`,
  cases: valuesOf(codec),
  laws: [{ name: 'a value survives the way through JSON and back', verdict: (value) => roundTrips(codec, value) }],
  show: (value) => JSON.stringify(value),
})
