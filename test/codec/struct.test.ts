import * as Either from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Codec, Settings, TypeOf } from '../../src/codec/index.ts'
import {
  array,
  boolean,
  choice,
  erase,
  integer,
  isPlain,
  number,
  numberOr,
  record,
  string,
  struct,
  tagged,
} from '../../src/codec/index.ts'

const dense = struct({ units: integer({ minimum: 1 }) }, { bias: boolean })

describe('struct', () => {
  it('counts an optional key whose value is undefined as absent, and drops it', () => {
    const json = { units: 3, bias: undefined }
    expect(dense.is(json)).toBe(true)
    expect(dense.decode(json)).toStrictEqual(Either.right({ units: 3 }))
    expect(Object.keys(json)).toEqual(['units', 'bias'])
  })

  it('drops it when encoding too', () =>
    expect(erase(dense).encode({ units: 3, bias: undefined })).toStrictEqual({ units: 3 }))

  it('does not count a required key whose value is undefined as present', () => {
    expect(dense.is({ units: undefined })).toBe(false)
    expect(Either.isLeft(dense.decode({ units: undefined }))).toBe(true)
  })

  it('refuses a key of the prototype as it refuses any other', () => {
    expect(dense.is({ units: 3, toString: 1 })).toBe(false)
    expect(Either.isLeft(dense.decode({ units: 3, toString: 1 }))).toBe(true)
  })

  it('does not take a required key from the prototype', () => {
    expect(dense.is(Object.create({ units: 3 }))).toBe(false)
    expect(Either.isLeft(struct({ constructor: string() }).decode({}))).toBe(true)
  })

  it('fills nothing in', () => expect(dense.decode({ units: 3 })).toStrictEqual(Either.right({ units: 3 })))
})

describe('plain objects', () => {
  const polluted: unknown = JSON.parse('{ "units": 3, "__proto__": { "bias": true } }')
  class Point {
    readonly units = 3
  }

  it('have no key __proto__, wherever an object may stand', () => {
    expect(isPlain(polluted)).toBe(false)
    for (const codec of [dense, record(integer()), tagged('layer', 'a layer', { dense: erase(dense) })])
      expect(Either.isLeft(codec.decode(polluted))).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'bias')).toBe(false)
  })

  it('are no instances, lists or null', () => {
    for (const value of [new Point(), new Map(), new Date(0), [], null, 'a', 1, undefined])
      expect(isPlain(value)).toBe(false)
    expect(Either.isLeft(dense.decode(new Point()))).toBe(true)
  })

  it('may be without a prototype, which decoding does not keep', () => {
    const bare: object = Object.assign(Object.create(null), { units: 3 })
    expect(isPlain(bare)).toBe(true)
    const decoded = dense.decode(bare)
    expect(Either.isRight(decoded) && Object.getPrototypeOf(decoded.right)).toBe(Object.prototype)
  })
})

describe('to io-ts', () => {
  it('a codec is a type like any other: it composes, and its context leads to the fault', () => {
    const decoded = t.type({ layers: t.array(dense) }).decode({ layers: [{ units: 3 }, { units: 'a' }] })
    const contexts = Either.isLeft(decoded) ? decoded.left.map(({ context }) => context.map(({ key }) => key)) : []
    expect(contexts).toEqual([['', 'layers', '1', 'units']])
    expect(PathReporter.report(decoded)).toEqual(['expected a whole number of at least 1, found "a"'])
  })

  it('a success is the value, an error has the value at fault', () => {
    expect(integer().decode(3)).toEqual(t.success(3))
    const decoded = array(integer()).decode([1, 'a', null])
    expect(Either.isLeft(decoded) && decoded.left.map(({ value }) => value)).toEqual(['a', null])
  })

  it('codecs of other makers chain behind ours', () => {
    expect(integer().asDecoder().decode(1)).toEqual(Either.right(1))
    expect(string().pipe(t.string).decode('a')).toEqual(Either.right('a'))
  })
})

describe('inferred types', () => {
  it('of numbers are plain, and of words are literal', () => {
    expectTypeOf(number()).toEqualTypeOf<Codec<number>>()
    expectTypeOf(integer({ minimum: 1 })).toEqualTypeOf<Codec<number>>()
    expectTypeOf<TypeOf<typeof boolean>>().toEqualTypeOf<boolean>()
    expectTypeOf(choice('mean', 'sum')).toEqualTypeOf<Codec<'mean' | 'sum'>>()
  })

  it('of structs have required keys that are required, optional ones that are optional, and no undefined', () => {
    type Dense = TypeOf<typeof dense>
    expectTypeOf<Dense['units']>().toEqualTypeOf<number>()
    expectTypeOf<{ readonly units: number }>().toExtend<Dense>()
    expectTypeOf<{ readonly units: number; readonly bias: boolean }>().toExtend<Dense>()
    expectTypeOf<{ readonly bias: boolean }>().not.toExtend<Dense>()
    expectTypeOf<{ readonly units: number; readonly bias: undefined }>().not.toExtend<Dense>()
    expectTypeOf<{ readonly units: string }>().not.toExtend<Dense>()
  })

  it('of lists, records and choices of kind follow their parts', () => {
    expectTypeOf(array(boolean)).toEqualTypeOf<Codec<ReadonlyArray<boolean>>>()
    expectTypeOf(record(boolean)).toEqualTypeOf<Codec<Readonly<Record<string, boolean>>>>()
    expectTypeOf(numberOr(number(), string())).toEqualTypeOf<Codec<number | string>>()
  })

  it('of a sum over a registry has the tag', () => {
    const layer = tagged('layer', 'a layer', { dense: erase(dense) })
    expectTypeOf(layer).toEqualTypeOf<Codec<Settings & Readonly<Record<'layer', string>>>>()
    expectTypeOf<TypeOf<typeof layer>['layer']>().toEqualTypeOf<string>()
  })
})
