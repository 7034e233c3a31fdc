import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Codec } from '../../src/codec/index.ts'
import {
  array,
  boolean,
  choice,
  decode,
  describe as described,
  integer,
  number,
  numberOr,
  record,
  refine,
  string,
  struct,
} from '../../src/codec/index.ts'
import { accepts } from './accepts.ts'
import { damaged } from './damage.ts'
import { layers, layersCodec, numbers, specCodec, specs } from './samples.ts'

const deepFreeze = <A>(a: A): A => {
  if (typeof a === 'object' && a !== null) Object.values(a).forEach(deepFreeze)
  return Object.freeze(a)
}

const holds = <A>(name: string, codec: Codec<A>, values: fc.Arbitrary<A>) =>
  describe(name, () => {
    it('decodes every valid value to itself, as plain JSON, and leaves the input alone', () =>
      fc.assert(
        fc.property(values, (a) => {
          const json: unknown = deepFreeze(JSON.parse(JSON.stringify(a)))
          expect(decode(codec, json)).toStrictEqual(Either.right(json))
        }),
      ))

    it('encode ∘ decode and decode ∘ encode are identities', () =>
      fc.assert(
        fc.property(values, (a) => {
          const json = codec.encode(a)
          expect(json).toStrictEqual(JSON.parse(JSON.stringify(a)))
          expect(Either.map(codec.encode)(decode(codec, json))).toStrictEqual(Either.right(json))
        }),
      ))

    it('`is`, `decode` and the JSON Schema accept the same values, valid and damaged', () =>
      fc.assert(
        fc.property(fc.oneof(values, damaged(values)), (json) => {
          const valid = accepts(codec.schema, codec.definitions(), json)
          const verdicts = { is: codec.is(json), decode: Either.isRight(decode(codec, json)) }
          expect(verdicts).toEqual({ is: valid, decode: valid })
        }),
        { numRuns: 500 },
      ))
  })

const bounded = numbers.filter((x) => x < 0.5)
const keys = fc.stringMatching(/^[a-z.]{1,4}$/)
const rates = array(numberOr(number(), struct({ x: number() })), { minItems: 1, maxItems: 4 })

holds('number', number({ minimum: -1, exclusiveMaximum: 0.5 }), bounded)
holds('integer', integer({ minimum: 0, maximum: 9 }), fc.integer({ min: 0, max: 9 }))
holds('boolean', boolean, fc.boolean())
holds('string', string('a name', { minLength: 2 }), fc.stringMatching(/^[a-z]{2,5}$/))
holds('choice', choice('mean', 'sum'), fc.constantFrom('mean', 'sum'))
holds('array', rates, fc.array(fc.oneof(numbers, fc.record({ x: numbers })), { minLength: 1, maxLength: 4 }))
holds('record', record(number()), fc.dictionary(keys, numbers, { noNullPrototype: true }))
holds('described', described(struct({ x: number() }), 'a point'), fc.record({ x: numbers }))
holds(
  'refined by nothing',
  refine(array(number()), () => undefined),
  fc.array(numbers),
)
holds('lazy and tagged', layersCodec, layers)
holds('one of everything', specCodec, specs)

describe('damage', () => {
  it('makes both valid and refused values, so that the agreement above says something', () => {
    const verdicts = fc.sample(damaged(specs), 300).map((json) => specCodec.is(json))
    expect(new Set(verdicts)).toEqual(new Set([true, false]))
  })
})
