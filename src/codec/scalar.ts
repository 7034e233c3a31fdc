import * as t from 'io-ts'
import type { Codec } from './codec.ts'
import { make, refuse, show } from './codec.ts'
import { nearest } from './nearest.ts'
import type { NumberSchema } from './schema.ts'

export interface Bounds {
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly description?: string
}

const drawBounds = ({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Bounds): string => {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`
  const low =
    minimum !== undefined ? `of at least ${minimum}` : exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : ''
  const high =
    maximum !== undefined ? `at most ${maximum}` : exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : ''
  const both = [low, high].filter((part) => part !== '').join(' and ')
  return both === '' ? '' : ` ${both}`
}

const inBounds = (value: number, bounds: Bounds): boolean => {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity, exclusiveMaximum = Infinity } = bounds
  return value >= minimum && value > exclusiveMinimum && value <= maximum && value < exclusiveMaximum
}

const numeric = (type: NumberSchema['type'], what: string, bounds: Bounds): Codec<number> => {
  const fits = (u: unknown): u is number =>
    typeof u === 'number' && Number.isFinite(u) && (type === 'number' || Number.isSafeInteger(u)) && inBounds(u, bounds)
  const expected = what + drawBounds(bounds)
  return make(
    expected,
    fits,
    (u, context) =>
      fits(u)
        ? t.success(u)
        : refuse(u, context, { expected, fault: typeof u === 'number' ? 'out of range' : 'wrong type' }),
    (a) => a,
    { schema: { type, ...bounds } },
  )
}

/** A finite number within bounds. */
export const number = (bounds: Bounds = {}): Codec<number> => numeric('number', 'a number', bounds)

/** A whole number within bounds. */
export const integer = (bounds: Bounds = {}): Codec<number> => numeric('integer', 'a whole number', bounds)

export const boolean: Codec<boolean> = make(
  'true or false',
  t.boolean.is,
  (u, context) => (t.boolean.is(u) ? t.success(u) : refuse(u, context, { expected: 'true or false' })),
  (a) => a,
  { schema: { type: 'boolean' } },
)

/** Text; `what` says what it stands for: `the path of a CSV file`. */
export const string = (what = 'text', { minLength = 0 }: { readonly minLength?: number } = {}): Codec<string> => {
  const fits = (u: unknown): u is string => typeof u === 'string' && u.length >= minLength
  const schema = { type: 'string', ...(minLength > 0 ? { minLength } : {}) } as const
  return make(
    what,
    fits,
    (u, context) => (fits(u) ? t.success(u) : refuse(u, context, { expected: what })),
    (a) => a,
    {
      schema,
    },
  )
}

/** One of a few words. */
export const choice = <const Words extends ReadonlyArray<string>>(...words: Words): Codec<Words[number]> => {
  const fits = (u: unknown): u is Words[number] => typeof u === 'string' && words.includes(u)
  const expected = words.map(show).join(' or ')
  return make(
    expected,
    fits,
    (u, context) => {
      if (fits(u)) return t.success(u)
      const near = typeof u === 'string' ? nearest(u, words) : undefined
      return refuse(u, context, {
        expected,
        fault: 'unknown name',
        ...(near === undefined ? {} : { remedy: `did you mean ${show(near)}?` }),
      })
    },
    (a) => a,
    { schema: { type: 'string', enum: words } },
  )
}
