import type { Codec } from '../codec/index.ts'
import { array, choice, integer, number, refine, string, struct, tagged, erase } from '../codec/index.ts'
import type { ColumnSchema, Schema } from './schema.ts'

const name = string('the name of a column')
const facts = { missing: integer({ minimum: 0 }) }
const ranged = { ...facts, range: array(number(), { minItems: 2, maxItems: 2 }) }

const different = <A extends { readonly values: ReadonlyArray<string> }>(codec: Codec<A>): Codec<A> =>
  refine(codec, ({ values }) => {
    const twice = values.find((value, at) => values.indexOf(value) !== at)
    return twice === undefined
      ? undefined
      : {
          fault: 'duplicate name',
          at: 'values',
          expected: 'values that differ',
          found: `${JSON.stringify(twice)} twice`,
        }
  })

const categories = different(struct({ name, values: array(string('a value'), { minItems: 1 }) }, facts))
const twoValues = different(struct({ name, values: array(string('a value'), { minItems: 2, maxItems: 2 }) }, facts))

const columnCodec = tagged('kind', 'the kind of a column', {
  number: erase(struct({ name }, ranged)),
  count: erase(struct({ name }, ranged)),
  category: erase(categories),
  binary: erase(twoValues),
  date: erase(struct({ name, format: choice('date', 'date-time') }, facts)),
  text: erase(struct({ name }, facts)),
  id: erase(struct({ name }, facts)),
})

/** The codec of a schema: a list of columns, each with its kind; names differ. */
export const schemaCodec: Codec<Schema> = refine(
  // Every kind was validated by its own codec: together they are the columns of a schema.
  array(columnCodec as unknown as Codec<ColumnSchema>, { minItems: 1 }),
  (columns) => {
    const twice = columns.find(({ name: own }, at) => columns.findIndex((other) => other.name === own) !== at)
    return twice === undefined
      ? undefined
      : {
          fault: 'duplicate name',
          expected: 'columns of different names',
          found: `${JSON.stringify(twice.name)} twice`,
        }
  },
)
