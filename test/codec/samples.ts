import fc from 'fast-check'
import type { Codec, TypeOf } from '../../src/codec/index.ts'
import {
  array,
  boolean,
  choice,
  erase,
  integer,
  lazy,
  number,
  numberOr,
  record,
  string,
  struct,
  tagged,
} from '../../src/codec/index.ts'

/** Odd multiples of 1/2048 in (−1, 1): well scaled, never 0. */
export const numbers = fc.integer({ min: -1024, max: 1023 }).map((k) => (2 * k + 1) / 2048)

const words = fc.stringMatching(/^[a-z]{1,8}$/)

/** A setting that may be left out. */
const optional = <K extends string, A>(key: K, values: fc.Arbitrary<A>) =>
  fc.option(values, { nil: undefined }).map((a) => (a === undefined ? {} : { [key]: a }))

export interface LayerLike {
  readonly layer: string
  readonly [setting: string]: unknown
}

const denseSettings = struct(
  { units: integer({ minimum: 1, maximum: 65536 }) },
  { bias: boolean, initialiser: choice('glorot', 'he', 'zeros') },
)

/** A list of layers, one of which holds such a list. */
export const layersCodec: Codec<ReadonlyArray<LayerLike>> = lazy('layers', () =>
  array(
    tagged('layer', 'a layer', {
      dense: erase(denseSettings),
      relu: erase(struct({})),
      dropout: erase(struct({ rate: number({ exclusiveMinimum: 0, exclusiveMaximum: 1 }) })),
      residual: erase(struct({ layers: layersCodec })),
    }),
  ),
)

const flat: fc.Arbitrary<LayerLike> = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 1, max: 65536 }),
      optional('bias', fc.boolean()),
      optional('initialiser', fc.constantFrom('glorot', 'he', 'zeros')),
    )
    .map(([units, bias, initialiser]) => ({ layer: 'dense', units, ...bias, ...initialiser })),
  fc.constant({ layer: 'relu' }),
  numbers.map((x) => ({ layer: 'dropout', rate: Math.abs(x) })),
)

export const layers: fc.Arbitrary<ReadonlyArray<LayerLike>> = fc.letrec<{ list: ReadonlyArray<LayerLike> }>((tie) => ({
  list: fc.array(
    fc.oneof(
      { maxDepth: 3 },
      flat,
      tie('list').map((inner) => ({ layer: 'residual', layers: inner })),
    ),
    { maxLength: 3 },
  ),
})).list

const decay = struct({ from: number(), steps: integer({ minimum: 1 }) })

/** One of everything. */
export const specCodec = struct(
  {
    name: string('a name', { minLength: 1 }),
    layers: layersCodec,
    rate: numberOr(number({ exclusiveMinimum: 0 }), tagged('schedule', 'a schedule', { decay: erase(decay) })),
  },
  { rows: record(integer({ minimum: 0 })), input: array(integer({ minimum: 1 }), { minItems: 1, maxItems: 3 }) },
)

export type SpecLike = TypeOf<typeof specCodec>

const rates = fc.oneof(
  numbers.map(Math.abs),
  fc.tuple(numbers, fc.integer({ min: 1, max: 9 })).map(([from, steps]) => ({ schedule: 'decay', from, steps })),
)

export const specs: fc.Arbitrary<SpecLike> = fc
  .tuple(
    fc.record({ name: words, layers, rate: rates }),
    optional('rows', fc.dictionary(words, fc.nat(), { maxKeys: 3, noNullPrototype: true })),
    optional('input', fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 3 })),
  )
  .map(([required, rows, input]) => ({ ...required, ...rows, ...input }))
