import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Codec } from '../../src/codec/index.ts'
import {
  array,
  boolean,
  choice,
  decode,
  drawFault,
  drawFaults,
  integer,
  number,
  numberOr,
  record,
  refine,
  string,
  struct,
} from '../../src/codec/index.ts'
import { layersCodec, specCodec } from './samples.ts'

const report = <A>(codec: Codec<A>, json: unknown, where?: string): string => {
  const decoded = decode(codec, json, where)
  return Either.isLeft(decoded) ? drawFaults(decoded.left) : 'no fault'
}

const row = <A>(codec: Codec<A>, json: unknown, expected: string) => ({
  codec: codec.name,
  json,
  found: report(codec, json),
  expected,
})

const units = integer({ minimum: 1, maximum: 65536 })
const rate = number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })
const point = struct({ x: number() }, { label: string() })

/** Each kind of fault of each codec, with the exact line. */
const table = [
  row(number(), 'x', 'the root: expected a number, found "x"'),
  row(number(), '3', 'the root: expected a number, found "3"'),
  row(number(), NaN, 'the root: expected a number, found NaN'),
  row(number(), Infinity, 'the root: expected a number, found Infinity'),
  row(number(), -Infinity, 'the root: expected a number, found -Infinity'),
  row(number(), undefined, 'the root: expected a number, found nothing'),
  row(number(), null, 'the root: expected a number, found null'),
  row(number({ minimum: 1 }), 0, 'the root: expected a number of at least 1, found 0'),
  row(number({ maximum: 1 }), 2, 'the root: expected a number at most 1, found 2'),
  row(number({ exclusiveMinimum: 0 }), 0, 'the root: expected a number above 0, found 0'),
  row(number({ exclusiveMaximum: 1 }), 1, 'the root: expected a number below 1, found 1'),
  row(rate, 1.5, 'the root: expected a number above 0 and below 1, found 1.5'),
  row(
    number({ minimum: 0, exclusiveMaximum: 1 }),
    -1,
    'the root: expected a number of at least 0 and below 1, found -1',
  ),
  row(units, 0, 'the root: expected a whole number from 1 to 65536, found 0'),
  row(units, 65537, 'the root: expected a whole number from 1 to 65536, found 65537'),
  row(integer(), 0.5, 'the root: expected a whole number, found 0.5'),
  row(integer(), 2 ** 53, 'the root: expected a whole number, found 9007199254740992'),
  row(boolean, 1, 'the root: expected true or false, found 1'),
  row(boolean, 'true', 'the root: expected true or false, found "true"'),
  row(string(), 3, 'the root: expected text, found 3'),
  row(string('a name', { minLength: 1 }), '', 'the root: expected a name, found ""'),
  row(string(), ['a'], 'the root: expected text, found a list of 1'),
  row(choice('mean', 'sum'), 'maen', 'the root: expected "mean" or "sum", found "maen" (did you mean "mean"?)'),
  row(choice('mean', 'sum'), 'Sum', 'the root: expected "mean" or "sum", found "Sum" (did you mean "sum"?)'),
  row(choice('mean', 'sum'), 'product', 'the root: expected "mean" or "sum", found "product"'),
  row(choice('mean', 'sum'), true, 'the root: expected "mean" or "sum", found true'),
  row(array(units), {}, 'the root: expected a list, found {}'),
  row(array(units, { minItems: 1 }), [], 'the root: expected a list of at least 1, found an empty list'),
  row(array(units, { maxItems: 1 }), [1, 2], 'the root: expected a list of at most 1, found a list of 2'),
  row(array(units), [1, 'a'], '[1]: expected a whole number from 1 to 65536, found "a"'),
  row(record(units, 'the rows'), [], 'the root: expected the rows, found an empty list'),
  row(record(units), { train: 0 }, 'train: expected a whole number from 1 to 65536, found 0'),
  row(point, null, 'the root: expected an object, found null'),
  row(point, [], 'the root: expected an object, found an empty list'),
  row(point, {}, 'x: expected a number, found nothing'),
  row(point, { x: undefined }, 'x: expected a number, found nothing'),
  row(point, { x: { a: 1, b: 2, c: 3, d: 4 } }, 'x: expected a number, found { a, b, c, … }'),
  row(point, { x: 1, lable: 'a' }, 'lable: expected a known key, found "lable" (did you mean "label"?)'),
  row(point, { x: 1, X_POSITION: 2 }, 'X_POSITION: expected a known key, found "X_POSITION" (one of x, label)'),
  row(struct({}), { anything: 1 }, 'anything: expected a known key, found "anything" (nothing may stand here)'),
  row(numberOr(rate, point), 2, 'the root: expected a number above 0 and below 1, found 2'),
  row(numberOr(rate, point), { x: 'a' }, 'x: expected a number, found "a"'),
  row(numberOr(rate, point), 'fast', 'the root: expected a number above 0 and below 1 or an object, found "fast"'),
  row(numberOr(rate, point), [], 'the root: expected a number above 0 and below 1 or an object, found an empty list'),
  row(layersCodec, [7], '[0]: expected a layer, found 7'),
  row(
    layersCodec,
    [{ layer: 'desne', units: 3 }],
    '[0].layer: expected a layer, found "desne" (did you mean "dense"?)',
  ),
  row(
    layersCodec,
    [{ layer: 'attention' }],
    '[0].layer: expected a layer, found "attention" (one of dense, relu, dropout, residual)',
  ),
  row(
    layersCodec,
    [{ layer: 'constructor' }],
    '[0].layer: expected a layer, found "constructor" (one of dense, relu, dropout, residual)',
  ),
  row(layersCodec, [{}], '[0].layer: expected a layer, found nothing (one of dense, relu, dropout, residual)'),
  row(layersCodec, [{ layer: 3 }], '[0].layer: expected a layer, found 3 (one of dense, relu, dropout, residual)'),
  row(layersCodec, [{ layer: 'dense' }], '[0].units: expected a whole number from 1 to 65536, found nothing'),
  row(
    layersCodec,
    [{ layer: 'residual', layers: [{ layer: 'relu' }, { layer: 'dropout', rate: 1 }] }],
    '[0].layers[1].rate: expected a number above 0 and below 1, found 1',
  ),
]

describe('the report of one fault', () => {
  for (const { codec, json, found, expected } of table)
    it(`${codec}: ${typeof json === 'number' ? json : JSON.stringify(json)}`, () => expect(found).toBe(expected))
})

describe('the report of several faults', () => {
  it('has all of them: in the order of the keys that the struct declares, unknown keys last', () =>
    expect(
      report(specCodec, {
        nmae: 'a',
        rate: { schedule: 'decya', from: 1 },
        layers: [{ layer: 'dense', units: 0, bais: true }, 'relu', { layer: 'residual', layers: [{ layer: 'rleu' }] }],
        rows: { train: -1, test: 0.5 },
      }).split('\n'),
    ).toEqual([
      'name: expected a name, found nothing',
      'layers[0].units: expected a whole number from 1 to 65536, found 0',
      'layers[0].bais: expected a known key, found "bais" (did you mean "bias"?)',
      'layers[1]: expected a layer, found "relu"',
      'layers[2].layers[0].layer: expected a layer, found "rleu" (did you mean "relu"?)',
      'rate.schedule: expected a schedule, found "decya" (did you mean "decay"?)',
      'rows.train: expected a whole number of at least 0, found -1',
      'rows.test: expected a whole number of at least 0, found 0.5',
      'nmae: expected a known key, found "nmae" (did you mean "name"?)',
    ]))

  it('has a number for each faulty item of a list', () =>
    expect(report(array(boolean), [true, 0, true, null])).toBe(
      '[1]: expected true or false, found 0\n[3]: expected true or false, found null',
    ))

  it('begins each path at the place that the caller names', () => {
    expect(report(layersCodec, [{ layer: 'rel' }], 'encoder.layers')).toBe(
      'encoder.layers[0].layer: expected a layer, found "rel" (did you mean "relu"?)',
    )
    expect(report(point, {}, 'loss[0]')).toBe('loss[0].x: expected a number, found nothing')
    expect(report(point, 1, 'data')).toBe('data: expected an object, found 1')
  })
})

describe('what was found', () => {
  it('is cut after 37 of more than 40 letters', () =>
    expect(report(number(), 'x'.repeat(41))).toBe(`the root: expected a number, found "${'x'.repeat(37)}…"`))
  it('is whole up to 40 letters', () =>
    expect(report(number(), 'x'.repeat(40))).toBe(`the root: expected a number, found "${'x'.repeat(40)}"`))
  it('is printed on one line', () =>
    expect(report(number(), 'a\n"b')).toBe('the root: expected a number, found "a\\n\\"b"'))
  it('is named as a function where it is one', () =>
    expect(report(number(), () => 1)).toBe('the root: expected a number, found a function'))
})

describe('a fault', () => {
  const kinds = <A>(codec: Codec<A>, json: unknown) => {
    const decoded = decode(codec, json)
    return Either.isLeft(decoded) ? decoded.left.map(({ fault }) => fault) : []
  }

  it('has the kind of what is wrong with a value', () => {
    expect(kinds(array(number({ minimum: 0 })), ['a', -1])).toEqual(['wrong type', 'out of range'])
    expect(kinds(point, { y: 1 })).toEqual(['missing key', 'misspelt key'])
    expect(kinds(choice('a', 'b'), 'c')).toEqual(['unknown name'])
    expect(kinds(layersCodec, [{ layer: 'x' }])).toEqual(['unknown name'])
  })

  it('is an object with its place, expectation, finding and remedy', () =>
    expect(decode(point, { x: 1, lable: 'a' }, 'p')).toEqual(
      Either.left([
        {
          fault: 'misspelt key',
          where: 'p.lable',
          expected: 'a known key',
          found: '"lable"',
          remedy: 'did you mean "label"?',
        },
      ]),
    ))

  it('has no remedy where there is none', () => {
    const decoded = decode(number(), 'a')
    expect(Either.isLeft(decoded) && Object.hasOwn(decoded.left[0], 'remedy')).toBe(false)
  })

  it('is drawn on one line, with its remedy in brackets', () => {
    const fault = { fault: 'wrong type', where: 'a', expected: 'b', found: 'c' }
    expect(drawFault(fault)).toBe('a: expected b, found c')
    expect(drawFaults([fault, { ...fault, remedy: 'd' }])).toBe('a: expected b, found c\na: expected b, found c (d)')
  })
})

describe('refine', () => {
  const shares = refine(struct({ validation: rate, test: rate }), ({ validation, test }) =>
    validation + test < 1
      ? undefined
      : {
          fault: 'out of range',
          expected: 'shares below 1',
          found: `${validation} + ${test}`,
          at: 'test',
          remedy: 'lower one',
        },
  )

  it('refuses at the key that it names', () =>
    expect(report(array(shares), [{ validation: 0.5, test: 0.5 }])).toBe(
      '[0].test: expected shares below 1, found 0.5 + 0.5 (lower one)',
    ))

  it('refuses at the value itself where it names no key', () =>
    expect(
      report(
        refine(array(number()), () => ({ fault: 'wrong value', expected: 'no list', found: 'one' })),
        [],
      ),
    ).toBe('the root: expected no list, found one'))

  it('is asked only of values that are right one by one', () =>
    expect(report(shares, { validation: 2, test: 0.5 })).toBe(
      'validation: expected a number above 0 and below 1, found 2',
    ))

  it('also decides what `is` accepts', () => {
    expect(shares.is({ validation: 0.25, test: 0.25 })).toBe(true)
    expect(shares.is({ validation: 0.5, test: 0.5 })).toBe(false)
  })
})
