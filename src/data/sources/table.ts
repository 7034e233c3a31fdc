import { array, choice, integer, string } from '../../codec/index.ts'

const column = string('the name of a column')
const columns = array(column, { minItems: 1 })

/** The optional settings of every source that is a table: which column serves what. */
export const tableFields = {
  columns,
  label: column,
  weight: column,
  condition: columns,
  missing: choice('refuse', 'mask'),
  rows: integer({ minimum: 1 }),
}

/** The setting of sources whose rows may have names. */
export const idField = { id: string('the name of a column that identifies the rows and is not learnt') }
