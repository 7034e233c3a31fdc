import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Fault } from '../codec/index.ts'
import { array, failure, integer, struct } from '../codec/index.ts'
import type { ColumnSchema } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Block, Layout, TrainingRows, Transform, WrongEntry } from './block.ts'
import { columnsOf } from './columnValues.ts'
import type { Selection } from './select.ts'
import { selected } from './select.ts'
import type { DefinedStep, Kind, Step } from './step.ts'
import { defineStep } from './step.ts'
import { notVectors } from './widen.ts'

/** What a fitted step does with one column. */
export interface ColumnMap {
  /** How many columns it becomes. */
  readonly outputs: number
  /** Writes what a known entry becomes from a place on. */
  readonly forward: (value: number, out: Float64Array, at: number) => void
  /** The entry of what it became, from a place on. */
  readonly inverse: (values: Block['values'], at: number) => number
  /** What the columns hold that it becomes. */
  readonly describe: (column: ColumnSchema) => ReadonlyArray<ColumnSchema>
  /** Whether it loses something of an entry: a category that it does not know. */
  readonly loses?: (value: number) => boolean
  /** What is wrong with an entry that it cannot take. */
  readonly refuses?: (value: number) => Omit<WrongEntry, 'at'> | undefined
}

/** What defines a step that maps columns one by one; `C` is what it keeps of one column. */
export interface ColumnStep<S extends Selection, C extends object> extends Omit<
  Step<S, C>,
  'fitted' | 'fit' | 'transform'
> {
  /** The kinds of columns that may be named beside those that it takes. */
  readonly allows?: ReadonlyArray<Kind>
  /** What is said of the entries of which a column loses something, after their number. */
  readonly losses?: string
  /** The codec of what it keeps of one column. */
  readonly fitted: Codec<C>
  /** From the training rows, for each of the columns at these positions. */
  readonly fit: (
    settings: S,
    rows: TrainingRows,
    columns: ReadonlyArray<number>,
    where: string,
  ) => Fallible<ReadonlyArray<C>>
  readonly map: (fitted: C) => ColumnMap
}

interface FittedColumns<C> {
  /** How many columns there are before the step. */
  readonly width: number
  readonly fitted: ReadonlyArray<C>
  /** Their positions; all columns where they are left out. */
  readonly columns?: ReadonlyArray<number>
}

/** Fits each column by its known entries and its schema. */
export const eachColumn =
  <C>(fit: (known: Float64Array, column: ColumnSchema | undefined) => C) =>
  (rows: TrainingRows, columns: ReadonlyArray<number>): ReadonlyArray<C> =>
    Array.from(columnsOf(rows, columns), (known, i) => fit(known, rows.schema?.[columns[i] ?? 0]))

/** The name of a column: of its schema, of the rows, or its number. */
export const columnName = ({ columns, schema }: Layout, at: number): string =>
  schema?.[at]?.name ?? columns?.[at] ?? `x.${at}`

/** The map of each column, where there is one. */
type Maps = ReadonlyArray<ColumnMap | undefined>

const mapsOf = <C>({ width, fitted, columns }: FittedColumns<C>, map: (fitted: C) => ColumnMap): Maps => {
  const maps = new Array<ColumnMap | undefined>(width).fill(undefined)
  for (const [i, one] of fitted.entries()) maps[columns?.[i] ?? i] = map(one)
  return maps
}

const described = (before: Layout, maps: Maps): ReadonlyArray<ColumnSchema> =>
  maps.flatMap((map, at): ReadonlyArray<ColumnSchema> => {
    const column = before.schema?.[at] ?? { kind: 'number', name: columnName(before, at) }
    return map === undefined ? [column] : map.describe(column)
  })

const originsOf = ({ origins }: Layout, maps: Maps): ReadonlyArray<number> =>
  maps.flatMap((map, at) => new Array<number>(map?.outputs ?? 1).fill(origins?.[at] ?? at))

const layoutOf = (maps: Maps, before: Layout, where: string): Fallible<Layout> => {
  const width = product(before.sizes)
  if (width !== maps.length)
    return failure({ fault: 'wrong length', where, expected: `${maps.length} columns`, found: String(width) })
  const isWider = maps.some((map) => map !== undefined && map.outputs !== 1)
  if (isWider && before.sizes.length !== 1) return failure(notVectors(where, before))
  const columns = described(before, maps)
  return Either.right({
    sizes: isWider ? [columns.length] : before.sizes,
    ...present({
      origins: isWider ? originsOf(before, maps) : before.origins,
      columns: before.columns && columns.map(({ name }) => name),
      schema: before.schema && columns,
    }),
  })
}

const forwardRows = (maps: Maps, wide: number, rows: Block): Block => {
  const width = maps.length
  const values = new Float64Array(rows.length * wide)
  const mask = rows.mask && new Float32Array(rows.length * wide)
  for (let row = 0, to = 0; row < rows.length; row++)
    for (let i = 0; i < width; i++) {
      const from = row * width + i
      const value = rows.values[from] ?? Number.NaN
      const map = maps[i]
      const outputs = map?.outputs ?? 1
      if (map === undefined) values[to] = value
      else if (Number.isNaN(value)) values.fill(Number.NaN, to, to + outputs)
      else map.forward(value, values, to)
      mask?.fill(rows.mask?.[from] ?? 1, to, to + outputs)
      to += outputs
    }
  return { sizes: wide === width ? rows.sizes : [wide], length: rows.length, values, ...present({ mask }) }
}

const inverseRows = (maps: Maps, wide: number, rows: Block): Block => {
  const width = maps.length
  const values = new Float64Array(rows.length * width)
  const mask = rows.mask && new Float32Array(rows.length * width)
  for (let row = 0, from = 0; row < rows.length; row++)
    for (let i = 0; i < width; i++) {
      const at = row * width + i
      const map = maps[i]
      values[at] = map === undefined ? (rows.values[from] ?? Number.NaN) : map.inverse(rows.values, from)
      if (mask !== undefined) mask[at] = rows.mask?.[from] ?? 1
      from += map?.outputs ?? 1
    }
  return { sizes: wide === width ? rows.sizes : [width], length: rows.length, values, ...present({ mask }) }
}

const refusedBy =
  (maps: Maps) =>
  ({ values, mask }: Block): WrongEntry | undefined => {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? Number.NaN
      const wrong = Number.isNaN(value) || mask?.[at] === 0 ? undefined : maps[at % maps.length]?.refuses?.(value)
      if (wrong !== undefined) return { at, ...wrong }
    }
    return undefined
  }

/** How many entries each column loses, in words. */
const lossesBy =
  (maps: Maps, sentence: string) =>
  ({ values, mask }: Block): ReadonlyMap<string, number> => {
    let count = 0
    for (let at = 0; at < values.length; at++)
      if (mask?.[at] !== 0 && maps[at % maps.length]?.loses?.(values[at] ?? Number.NaN) === true) count++
    return new Map(count > 0 ? [[sentence, count]] : [])
  }

const transformOf = (maps: Maps, sentence: string | undefined): Transform => {
  const wide = maps.reduce((sum, map) => sum + (map?.outputs ?? 1), 0)
  const canRefuse = maps.some((map) => map?.refuses !== undefined)
  return {
    layout: (before, where) => layoutOf(maps, before, where),
    forward: (rows) => forwardRows(maps, wide, rows),
    inverse: (rows) => inverseRows(maps, wide, rows),
    ...present({
      refuses: canRefuse ? refusedBy(maps) : undefined,
      losses: sentence === undefined ? undefined : lossesBy(maps, sentence),
    }),
  }
}

/** The schema of a column that holds numbers in another unit. */
export const asNumber = ({ name }: ColumnSchema): ReadonlyArray<ColumnSchema> => [{ kind: 'number', name }]

/** The parts of a map of one number to one number. */
export const oneToOne = (
  forward: (value: number) => number,
  inverse: (value: number) => number,
): Pick<ColumnMap, 'outputs' | 'forward' | 'inverse' | 'describe'> => ({
  outputs: 1,
  forward: (value, out, at) => {
    out[at] = forward(value)
  },
  inverse: (values, at) => inverse(values[at] ?? Number.NaN),
  describe: asNumber,
})

/**
 * Defines a step that maps columns one by one, each to one column or to several. Its codec has the fields
 * `selectionFields` beside its own settings. Missing entries stay missing.
 */
export const defineColumnStep = <S extends Selection, C extends object>({
  fitted,
  fit,
  map,
  allows,
  losses,
  ...rest
}: ColumnStep<S, C>): DefinedStep<S> => {
  const { takes = ['number', 'count', 'binary'] } = rest
  return defineStep<S, FittedColumns<C>>({
    ...rest,
    takes,
    fitted: struct(
      { width: integer({ minimum: 0, maximum: 16_777_216 }), fitted: array(fitted) },
      { columns: array(integer({ minimum: 0, maximum: 16_777_216 })) },
    ),
    fit: (settings, rows, where) => {
      const width = product(rows.sizes)
      return pipe(
        selected(where, rows, settings, takes, allows),
        Either.flatMap((columns) =>
          pipe(
            fit(settings, rows, columns, where),
            Either.map((found) => ({
              width,
              fitted: found,
              ...present({ columns: columns.length === width ? undefined : columns }),
            })),
          ),
        ),
      )
    },
    transform: (found) => transformOf(mapsOf(found, map), losses),
  })
}

/** The fault of a column that a step cannot be fitted on. */
export const columnFault = (
  where: string,
  layout: Layout,
  at: number,
  fault: Omit<Fault, 'where' | 'fault'>,
): Fault => ({
  fault: 'out of range',
  where: `${where}, column "${columnName(layout, at)}"`,
  ...fault,
})
