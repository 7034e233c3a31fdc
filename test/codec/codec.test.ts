import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Codec, TypeOf } from '../../src/codec/index.ts'
import {
  array,
  boolean,
  choice,
  decode,
  drawFaults,
  erase,
  integer,
  lazy,
  nearest,
  number,
  numberOr,
  record,
  refine,
  schemaDocument,
  string,
  struct,
  tagged,
} from '../../src/codec/index.ts'
import { assertLaws, codecLaws } from '../../src/laws/index.ts'

interface Tree {
  readonly leaf: number
  readonly branches?: ReadonlyArray<Tree>
}

const tree: Codec<Tree> = lazy('tree', () => struct({ leaf: integer({ minimum: 0 }) }, { branches: array(tree) }))
const shape = tagged('kind', 'a shape', {
  circle: erase(struct({ radius: number({ exclusiveMinimum: 0 }) })),
  square: erase(struct({ side: number({ minimum: 0, maximum: 10 }) }, { rounded: boolean })),
})
const span = refine(struct({ low: number(), high: number() }), ({ low, high }) =>
  low < high
    ? undefined
    : { fault: 'out of range', expected: `a number above ${low}`, found: String(high), at: 'high' },
)
const colour = choice('red', 'green', 'blue')

/** What a faulty value is told. */
const report = <A>(codec: Codec<A>, json: unknown, where = ''): string => {
  const decoded = decode(codec, json, where)
  return Either.isLeft(decoded) ? drawFaults(decoded.left) : 'accepted'
}

describe('valid values come back as they are, with equal JSON', () => {
  for (const [name, codec] of Object.entries({
    tree,
    shape,
    span,
    colour,
    list: array(shape, { minItems: 1 }),
    names: record(number()),
  }))
    it(name, () => {
      const laws = codecLaws<unknown>(name, codec as Codec<unknown>)
      expect(assertLaws(laws, { cases: 300 }).cases).toBe(300)
    })
})

describe('faulty values are told where, what and how to mend it', () => {
  const cases: ReadonlyArray<readonly [what: string, found: string, expected: string]> = [
    [
      'a number out of bounds',
      report(number({ minimum: 0, exclusiveMaximum: 1 }), 1, 'rate'),
      'rate: expected a number of at least 0 and below 1, found 1',
    ],
    ['NaN', report(number(), Number.NaN, 'x'), 'x: expected a number, found null'.replace('null', 'NaN')],
    ['infinity', report(number(), Infinity, 'x'), 'x: expected a number, found Infinity'],
    [
      'a fraction',
      report(integer({ minimum: 1, maximum: 9 }), 2.5, 'n'),
      'n: expected a whole number from 1 to 9, found 2.5',
    ],
    ['text for a number', report(number(), '3', 'x'), 'x: expected a number, found "3"'],
    [
      'an unknown word',
      report(colour, 'gren', 'colour'),
      'colour: expected "red" or "green" or "blue", found "gren" (did you mean "green"?)',
    ],
    ['a far word', report(colour, 'mauve'), 'the root: expected "red" or "green" or "blue", found "mauve"'],
    ['a missing key', report(struct({ a: number() }), {}), 'a: expected a number, found nothing'],
    [
      'a misspelt key',
      report(struct({ units: number() }), { units: 1, unit: 2 }),
      'unit: expected a known key, found "unit" (did you mean "units"?)',
    ],
    [
      'an unknown key',
      report(struct({ a: number() }), { a: 1, zebra: 2 }),
      'zebra: expected a known key, found "zebra" (one of a)',
    ],
    [
      'a list for an object',
      report(struct({ a: number() }), [1, 2]),
      'the root: expected an object, found a list of 2',
    ],
    ['null', report(struct({ a: number() }), { a: null }), 'a: expected a number, found null'],
    [
      'an unknown tag',
      report(shape, { kind: 'circel', radius: 1 }, 'draw[2]'),
      'draw[2].kind: expected a shape, found "circel" (did you mean "circle"?)',
    ],
    ['a far tag', report(shape, { kind: 'mobius' }), 'kind: expected a shape, found "mobius" (one of circle, square)'],
    ['no tag', report(shape, { radius: 1 }), 'kind: expected a shape, found nothing (one of circle, square)'],
    [
      'a row without noise of the sum',
      report(shape, { kind: 'square', side: 11 }),
      'side: expected a number from 0 to 10, found 11',
    ],
    [
      'something deep',
      report(tree, { leaf: 1, branches: [{ leaf: 2 }, { leaf: -1 }] }),
      'branches[1].leaf: expected a whole number of at least 0, found -1',
    ],
    ['a refinement', report(span, { low: 2, high: 1 }), 'high: expected a number above 2, found 1'],
    [
      'a short list',
      report(array(number(), { minItems: 2 }), [1]),
      'the root: expected a list of at least 2, found a list of 1',
    ],
    ['an empty name', report(string('a name', { minLength: 1 }), ''), 'the root: expected a name, found ""'],
    [
      'a number or a shape',
      report(numberOr(number({ minimum: 0 }), shape), -1, 'rate'),
      'rate: expected a number of at least 0, found -1',
    ],
    [
      'neither number nor shape',
      report(numberOr(number(), shape), 'fast', 'rate'),
      'rate: expected a number or a shape, found "fast"',
    ],
    [
      'a foreign prototype',
      report(struct({}), JSON.parse('{"__proto__": {"a": 1}}')),
      'the root: expected an object, found { __proto__ }',
    ],
  ]
  for (const [what, found, expected] of cases) it(what, () => expect(found).toBe(expected))

  it('all of them at once, in order', () => {
    const many = struct({ a: number(), b: colour, c: array(integer()) })
    expect(report(many, { a: 'x', c: [1, 2.5, 'y'], d: 0 })).toBe(
      [
        'a: expected a number, found "x"',
        'b: expected "red" or "green" or "blue", found nothing',
        'c[1]: expected a whole number, found 2.5',
        'c[2]: expected a whole number, found "y"',
        'd: expected a known key, found "d" (one of a, b, c)',
      ].join('\n'),
    )
  })
})

describe('codecs', () => {
  it('know their types: required keys, optional keys', () => {
    const codec = struct({ units: integer() }, { bias: boolean })
    expectTypeOf<TypeOf<typeof codec>>().toEqualTypeOf<{ readonly units: number } & { readonly bias?: boolean }>()
  })

  it('drop optional keys that are undefined, and leave the input alone', () => {
    const codec = struct({ a: number() }, { b: number() })
    const json = Object.freeze({ a: 1, b: undefined })
    expect(decode(codec, json)).toEqual(Either.right({ a: 1 }))
    expect(Object.keys(Object(codec.encode({ a: 1 })))).toEqual(['a'])
  })

  it('answer `is` as decode does', () => {
    for (const value of [{ kind: 'circle', radius: 1 }, { kind: 'circle', radius: 0 }, { kind: 'circle' }, 3, null])
      expect(shape.is(value)).toBe(Either.isRight(decode(shape, value)))
  })

  it('have a schema, with what is recursive in $defs', () => {
    expect(schemaDocument(tree, 'A tree')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'A tree',
      $ref: '#/$defs/tree',
      $defs: {
        tree: {
          type: 'object',
          properties: {
            leaf: { type: 'integer', minimum: 0 },
            branches: { type: 'array', items: { $ref: '#/$defs/tree' } },
          },
          required: ['leaf'],
          additionalProperties: false,
        },
      },
    })
  })
})

describe('nearest', () => {
  it('forgives letters that are missing, exchanged or of another case', () => {
    const words = ['dense', 'dropout', 'gaussianNoise', 'relu']
    for (const [word, near] of [
      ['desne', 'dense'],
      ['Dense', 'dense'],
      ['gausianNoise', 'gaussianNoise'],
      ['relU', 'relu'],
      ['quantum', undefined],
      ['', undefined],
    ] as const)
      expect(nearest(word, words)).toBe(near)
  })
})
