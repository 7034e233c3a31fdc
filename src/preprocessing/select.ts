import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { array, choice, nearest, settle, show, string } from '../codec/index.ts'
import type { ColumnSchema } from '../data/index.ts'
import { product } from '../tensor/shape.ts'
import type { Layout } from './block.ts'
import type { Kind } from './step.ts'

/** The settings that say which columns a step is for. */
export const selectionFields = {
  columns: array(string('the name of a column'), { minItems: 1 }),
  kinds: array(choice('number', 'count', 'category', 'binary', 'date', 'text', 'id'), { minItems: 1 }),
}

/** Which columns a step is for: these, or those of these kinds; without either, those of the kinds that it takes. */
export interface Selection {
  readonly columns?: ReadonlyArray<string>
  readonly kinds?: ReadonlyArray<Kind>
}

const steps: Readonly<Record<Kind, string>> = {
  number: 'standard, minMax, robust, quantile or power',
  count: 'log1p, normaliseCounts or standard',
  category: 'oneHot or ordinal',
  binary: 'none, as it is 0 or 1 already',
  date: 'dateParts',
  text: 'characters, bytes, words, bytePairs, pretrained, bagOfWords or tfIdf',
  id: 'none: leave the column out',
}

const unknownColumn = (where: string, name: string, columns: ReadonlyArray<string>): Fault => {
  const near = nearest(name, columns)
  const some = `the columns are ${columns.slice(0, 8).map(show).join(', ')}${columns.length > 8 ? ', …' : ''}`
  return {
    fault: 'unknown name',
    where: `${where}.columns`,
    expected: 'the name of a column',
    found: show(name),
    remedy: near === undefined ? some : `did you mean ${show(near)}?`,
  }
}

const wrongKind = (where: string, { name, kind }: ColumnSchema, takes: ReadonlyArray<Kind>): Fault => ({
  fault: 'wrong kind',
  where: `${where}.columns`,
  expected: `columns of the kinds ${takes.join(', ')}`,
  found: `${show(name)}, which is a ${kind}`,
  remedy: `the step for it: ${steps[kind]}; or say its kind in the schema`,
})

const byName = (
  where: string,
  names: ReadonlyArray<string>,
  { columns, schema }: Layout,
  allows: ReadonlyArray<Kind>,
): Fallible<ReadonlyArray<number>> => {
  const known = columns ?? []
  const faults = names.flatMap((name): ReadonlyArray<Fault> => {
    const at = known.indexOf(name)
    if (at < 0) return [unknownColumn(where, name, known)]
    const column = schema?.[at]
    return column === undefined || allows.includes(column.kind) ? [] : [wrongKind(where, column, allows)]
  })
  return settle(faults, () => names.map((name) => known.indexOf(name)).toSorted((a, b) => a - b))
}

const withoutNames = (where: string): Fault => ({
  fault: 'missing columns',
  where: `${where}.columns`,
  expected: 'columns with names',
  found: 'rows whose columns have none',
  remedy: 'give the rows with columns: […], or leave the setting out',
})

const withoutKinds = (where: string, takes: ReadonlyArray<Kind>): Fault => ({
  fault: 'missing columns',
  where,
  expected: `columns of the kinds ${takes.join(', ')}`,
  found: 'rows whose kinds of columns are not known',
  remedy: 'name the columns: columns: […], or give the rows with a schema',
})

const foreignKinds = (where: string, foreign: ReadonlyArray<Kind>, takes: ReadonlyArray<Kind>): Fault => ({
  fault: 'wrong kind',
  where: `${where}.kinds`,
  expected: `kinds of ${takes.join(', ')}`,
  found: foreign.join(', '),
  remedy: `the step for it: ${steps[foreign[0] ?? 'text']}`,
})

/**
 * The positions of the columns that a step is for, in their order; or what is wrong with the selection. `takes` are the
 * kinds of columns that it is for where nothing is said, `allows` those that may be named.
 */
export const selected = (
  where: string,
  layout: Layout,
  { columns, kinds }: Selection,
  takes: ReadonlyArray<Kind>,
  allows: ReadonlyArray<Kind> = takes,
): Fallible<ReadonlyArray<number>> => {
  if (columns !== undefined)
    return layout.columns === undefined ? Either.left([withoutNames(where)]) : byName(where, columns, layout, allows)
  const wanted = kinds ?? takes
  const { schema } = layout
  const foreign = wanted.filter((kind) => !allows.includes(kind))
  if (foreign.length > 0) return Either.left([foreignKinds(where, foreign, allows)])
  if (schema !== undefined)
    return Either.right([...schema.keys()].filter((at) => wanted.includes(schema[at]?.kind ?? 'text')))
  if (!wanted.includes('number')) return Either.left([withoutKinds(where, wanted)])
  return Either.right(Array.from({ length: product(layout.sizes) }, (_, at) => at))
}
