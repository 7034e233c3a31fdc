import type { Codec, StructOf } from '../../codec/index.ts'
import { array, choice, integer, record, string } from '../../codec/index.ts'
import { schemaCodec } from '../schemaCodec.ts'

const column = string('the name of a column')
const columns = array(column, { minItems: 1 })

/** The kinds that a column may be said to have. */
export const kinds = ['number', 'count', 'category', 'binary', 'date', 'text', 'id'] as const

/**
 * The optional settings of every source that is a table: which column serves what. `columns` chooses and orders the columns
 * that are learnt, `exclude` leaves columns out of them, and `label`, `id`, `weight` and `condition` are not learnt. `kinds`
 * says what a column is where it should not be inferred, and `schema` says it of all columns that are learnt. `missing` says
 * whether missing cells are refused or left out of the loss; `rows` reads only the first rows.
 */
export const tableFields = {
  columns,
  exclude: columns,
  id: column,
  label: column,
  weight: column,
  condition: columns,
  missing: choice('refuse', 'mask'),
  rows: integer({ minimum: 1 }),
  kinds: record(choice(...kinds), 'the kinds of columns by name'),
  schema: schemaCodec,
}

/** Further settings of tables that are written as text. */
export const textTableFields = {
  /** The words of missing cells, in place of the usual ones. An empty cell is missing always. */
  missingWords: array(string('a word for a missing cell')),
}

type Fields = Readonly<Record<never, Codec<never>>>

/** The settings of a table. */
export type TableSettings = StructOf<Fields, typeof tableFields>
