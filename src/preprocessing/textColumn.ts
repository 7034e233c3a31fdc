import type { Fallible, Fault } from '../codec/index.ts'
import { failure, show, string } from '../codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { product } from '../tensor/shape.ts'
import type { Block, Layout, TrainingRows } from './block.ts'

/** The setting that says which column of free text a step is for; it may be left out where there is one. */
export const textColumnField = { column: string('the name of a column of free text', { minLength: 1 }) }

const noText = (where: string, found: string): Fault => ({
  fault: 'wrong kind',
  where,
  expected: 'a column of free text',
  found,
  remedy:
    'name it where the rows are read: columns: [NAME], kinds: { NAME: "text" }; or give the rows as a list of texts',
})

/** The position of the column of free text that a step is for. */
export const textColumn = (where: string, { schema = [], columns }: Layout, name?: string): Fallible<number> => {
  const texts = [...schema.keys()].filter((at) => schema[at]?.kind === 'text')
  if (name !== undefined) {
    const at = texts.find((column) => schema[column]?.name === name)
    const others = (columns ?? []).slice(0, 8).map(show).join(', ')
    return at === undefined
      ? failure(noText(`${where}.column`, `${show(name)} of the columns ${others}`))
      : Either.right(at)
  }
  const [first, ...others] = texts
  if (first === undefined) return failure(noText(where, 'none'))
  if (others.length === 0) return Either.right(first)
  const names = texts.map((at) => show(schema[at]?.name)).join(', ')
  return failure({
    fault: 'wrong value',
    where,
    expected: 'the name of one column',
    found: `the columns of free text ${names}`,
    remedy: 'say which: column: NAME',
  })
}

/** The text in a column of each row of a block; undefined where it is missing. */
export const textsIn = (
  { values, texts = [], sizes, length }: Block,
  column: number,
): ReadonlyArray<string | undefined> => {
  const width = product(sizes)
  return Array.from({ length }, (_, row) => texts[values[row * width + column] ?? -1])
}

/** The known texts in a column of the training rows. */
export function* trainingTexts(rows: TrainingRows, column: number): Generator<string> {
  for (const block of rows.blocks()) for (const text of textsIn(block, column)) if (text !== undefined) yield text
}
