import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { counted, nearest, settle, show } from '../codec/index.ts'
import type { ColumnSchema, Numbers, RawDataset } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { TrainedModel } from './trainedModel.ts'

/** Rows as they were in training, with what was changed for that, as sentences. */
export interface Aligned {
  readonly rows: RawDataset
  readonly notices: ReadonlyArray<string>
}

const missingColumn = (name: string, columns: ReadonlyArray<string>): Fault => {
  const near = nearest(name, columns)
  return {
    fault: 'missing column',
    where: 'data',
    expected: `a column ${show(name)}, as in training`,
    found: `the columns ${columns.slice(0, 8).map(show).join(', ')}${columns.length > 8 ? ', …' : ''}`,
    remedy:
      near === undefined
        ? 'add the column; cells may be missing with missing: "mask"'
        : `is ${show(near)} the same? Rename it`,
  }
}

/** The numbers of some columns, in this order. */
const pickColumns = <Values extends Numbers>(
  from: Values,
  out: Values,
  width: number,
  at: ReadonlyArray<number>,
): Values => {
  for (let start = 0, to = 0; start < from.length; start += width)
    for (const column of at) out[to++] = from[start + column] ?? 0
  return out
}

const chooseColumns = (data: RawDataset, at: ReadonlyArray<number>, columns: ReadonlyArray<string>): RawDataset => {
  const { length, values, mask, schema } = data
  const [width, count] = [product(data.sizes), length * at.length]
  const out: Numbers = values instanceof Float32Array ? new Float32Array(count) : new Float64Array(count)
  return {
    ...data,
    sizes: [at.length],
    columns,
    values: pickColumns<Numbers>(values, out, width, at),
    ...present({
      mask: mask && pickColumns(mask, new Float32Array(count), width, at),
      schema: schema && at.flatMap((column) => schema[column] ?? []),
    }),
  }
}

/** The columns of training by their names, whatever their order; or those that are missing. */
const byName = (columns: ReadonlyArray<string>, data: RawDataset): Fallible<Aligned> => {
  const found = data.columns ?? columns
  if (found.length === columns.length && found.every((name, i) => name === columns[i]))
    return Either.right({ rows: { ...data, columns }, notices: [] })
  const missing = columns.filter((name) => !found.includes(name))
  const extra = found.filter((name) => !columns.includes(name))
  const notice =
    extra.length > 0
      ? `left out ${counted(extra.length, 'column')} that training did not have: ${extra.slice(0, 8).join(', ')}`
      : 'put the columns in the order of training'
  return settle(missing.map((name) => missingColumn(name, found)).slice(0, 10), () => ({
    rows: chooseColumns(
      data,
      columns.map((name) => found.indexOf(name)),
      columns,
    ),
    notices: [notice],
  }))
}

const hasValues = (
  column: ColumnSchema | undefined,
): column is ColumnSchema & { readonly values: ReadonlyArray<string> } => column !== undefined && 'values' in column

/** Whether the cells of two kinds of columns are the same numbers. */
const isSameKind = (a: ColumnSchema['kind'], b: ColumnSchema['kind']): boolean => {
  const numbers = ['number', 'count', 'binary']
  return a === b || (numbers.includes(a) && numbers.includes(b))
}

const otherKind = (trained: ColumnSchema, found: ColumnSchema): ReadonlyArray<Fault> =>
  isSameKind(trained.kind, found.kind) || hasValues(trained)
    ? []
    : [
        {
          fault: 'wrong kind',
          where: `data, column ${show(trained.name)}`,
          expected: `a ${trained.kind}, as in training`,
          found: `a ${found.kind}`,
          remedy: `mend the cells, or say what they are: kinds: { ${JSON.stringify(trained.name)}: "${trained.kind}" }`,
        },
      ]

/** The cells of a column by the categories of training; a category that it did not have gets the index behind them all. */
const indicesFor = (trained: ColumnSchema & { readonly values: ReadonlyArray<string> }, found: ColumnSchema) => {
  const places = new Map(trained.values.map((value, i) => [value, i]))
  const nameOf = (cell: number): string => (hasValues(found) ? (found.values[cell] ?? '') : String(cell))
  return (cell: number): number => places.get(nameOf(cell)) ?? trained.values.length
}

const sameValues = (trained: ColumnSchema, found: ColumnSchema): boolean =>
  hasValues(trained) &&
  hasValues(found) &&
  found.values.length <= trained.values.length &&
  found.values.every((value, i) => value === trained.values[i])

/** The data with the cells of categories as indices of those of training. */
const byCategories = (schema: ReadonlyArray<ColumnSchema>, data: RawDataset): RawDataset => {
  if (schema.every((trained, at) => !hasValues(trained) || sameValues(trained, data.schema?.[at] ?? trained)))
    return { ...data, schema }
  const width = product(data.sizes)
  const values = data.values.slice()
  for (const [at, trained] of schema.entries()) {
    const found = data.schema?.[at]
    if (found === undefined || !hasValues(trained) || sameValues(trained, found)) continue
    const indexOf = indicesFor(trained, found)
    for (let i = at; i < values.length; i += width) if (data.mask?.[i] !== 0) values[i] = indexOf(values[i] ?? 0)
  }
  return { ...data, values, schema }
}

const bySchema = (schema: TrainedModel['schema'], aligned: Aligned): Fallible<Aligned> => {
  const { rows, notices } = aligned
  if (schema === undefined || rows.schema === undefined)
    return Either.right({ rows: { ...rows, ...present({ schema: schema ?? rows.schema }) }, notices })
  const faults = schema.flatMap((trained, at) => {
    const found = rows.schema?.[at]
    return found === undefined ? [] : otherKind(trained, found)
  })
  return settle(faults.slice(0, 10), () => ({ rows: byCategories(schema, rows), notices }))
}

/**
 * Rows with the columns of training: found by name where both have names, whatever their order, without those that training did not
 * have; categories by their names too, and one that training did not have as "other". A column that is missing, or
 * holds something else, is a fault.
 */
export const align = ({ columns, schema }: TrainedModel, data: RawDataset): Fallible<Aligned> =>
  pipe(
    columns === undefined ? Either.right({ rows: data, notices: [] }) : byName(columns, data),
    Either.flatMap((aligned) => bySchema(schema, aligned)),
  )
