import type { Fallible, Fault } from '../../codec/index.ts'
import { settle, show } from '../../codec/index.ts'
import type { Dataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { maxFaults } from './entries.ts'

/** Rows that are texts. */
export type Texts = ReadonlyArray<string>

/** Whether rows are texts, by the first of them. */
export const isTexts = (rows: unknown): rows is Texts => Array.isArray(rows) && typeof rows[0] === 'string'

const notText = (where: string, row: number, found: unknown): Fault => ({
  fault: 'wrong type',
  where: `${where}, row ${row + 1}`,
  expected: 'a text, as the first row is one',
  found: show(found),
})

/** Texts as a data set of one column of free text; null and undefined are missing. */
export const fromTexts = (where: string, rows: ReadonlyArray<unknown>): Fallible<Dataset> => {
  const isMissing = (text: unknown): boolean => text === undefined || text === null
  const faults = rows.flatMap((text, row) =>
    typeof text === 'string' || isMissing(text) ? [] : [notText(where, row, text)],
  )
  const mask = rows.some(isMissing) ? Float32Array.from(rows, (text) => (isMissing(text) ? 0 : 1)) : undefined
  return settle(faults.slice(0, maxFaults), () => ({
    sizes: [1],
    length: rows.length,
    values: Float32Array.from(rows, (text, row) => (isMissing(text) ? 0 : row)),
    schema: [{ kind: 'text', name: 'text' }],
    texts: rows.map((text) => (typeof text === 'string' ? text : '')),
    ...present({ mask }),
  }))
}
