import type { Fallible, Fault } from '../../codec/index.ts'
import { nearest, settle, show } from '../../codec/index.ts'
import type { ColumnSchema, RawDataset } from '../../data/index.ts'
import { present } from '../../tensor/present.ts'
import { product } from '../../tensor/shape.ts'

/** The least and the greatest value that a column may have. */
export type Bounds = readonly [least: number, greatest: number]

/** How a column may be changed. */
export interface Limits {
  readonly column: string
  /** Whether it may be changed at all. */
  readonly isFree: boolean
  /** The number of categories, where its cells are indices of some. */
  readonly categories?: number
  /** What its values are multiples of: 1 for whole numbers, the seconds of a day for dates; 0 where any will do. */
  readonly unit: number
  readonly least: number
  readonly greatest: number
  /** How great a change is small, in the units of the column. */
  readonly scale: number
}

export interface LimitOptions {
  /** Columns that stay as they are. */
  readonly fixed?: ReadonlyArray<string>
  /** The values that columns may have; by default those between the least and the greatest of training, where they are known. */
  readonly bounds?: Readonly<Record<string, Bounds>>
}

const unitOf = (column: ColumnSchema | undefined): number => {
  if (column?.kind === 'count') return 1
  return column?.kind === 'date' ? (column.format === 'date' ? 86_400 : 1) : 0
}

/** The values between which a column lay in training. */
const trainedBounds = (column: ColumnSchema | undefined): Bounds => {
  const known = column !== undefined && 'range' in column ? column.range : undefined
  return known ?? [column?.kind === 'count' ? 0 : Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
}

/** How many ranges of a column are a change that is neither small nor great. */
const rangeShare = 0.1

const scaleOf = (spread: number | undefined, [least, greatest]: Bounds): number => {
  if (spread !== undefined && spread > 0) return spread
  const share = rangeShare * (greatest - least)
  return share > 0 && Number.isFinite(share) ? share : 1
}

const limitsOfColumn = (
  name: string,
  schema: ColumnSchema | undefined,
  spread: number | undefined,
  { fixed = [], bounds = {} }: LimitOptions,
): Limits => {
  const unit = unitOf(schema)
  const isFree = !fixed.includes(name) && schema?.kind !== 'text' && schema?.kind !== 'id'
  if (schema !== undefined && 'values' in schema) {
    const categories = schema.values.length
    return { column: name, isFree, unit: 1, least: 0, greatest: categories - 1, scale: 1, categories }
  }
  const [low, high] = bounds[name] ?? trainedBounds(schema)
  const [least, greatest] = unit === 0 ? [low, high] : [Math.ceil(low / unit) * unit, Math.floor(high / unit) * unit]
  return { column: name, isFree, unit, least, greatest, scale: scaleOf(spread, [low, high]) }
}

const unknownFault = (where: string, name: string, names: ReadonlyArray<string>): Fault => {
  const near = nearest(name, names)
  return {
    fault: 'unknown name',
    where,
    expected: 'the name of a column of the model',
    found: show(name),
    ...present({ remedy: near === undefined ? undefined : `did you mean ${show(near)}?` }),
  }
}

const boundFaults = ({ column, least, greatest, categories }: Limits, given: Bounds): ReadonlyArray<Fault> => {
  const where = `bounds of ${show(column)}`
  if (categories !== undefined)
    return [{ fault: 'wrong value', where, expected: 'a column of numbers', found: 'a column of categories' }]
  return least <= greatest
    ? []
    : [
        {
          fault: 'out of range',
          where,
          expected: 'a least value and a greatest with some between',
          found: given.join(' … '),
        },
      ]
}

/** How each column of rows may be changed, or which of the names and bounds are wrong. */
export const limitsOf = (
  { sizes, columns, schema }: RawDataset,
  spread: ArrayLike<number> | undefined,
  options: LimitOptions,
): Fallible<ReadonlyArray<Limits>> => {
  const names = Array.from({ length: product(sizes) }, (_, at) => columns?.[at] ?? String(at))
  const limits = names.map((name, at) => limitsOfColumn(name, schema?.[at], spread?.[at], options))
  const { fixed = [], bounds = {} } = options
  const unknown = (where: string, some: ReadonlyArray<string>): ReadonlyArray<Fault> =>
    some.filter((name) => !names.includes(name)).map((name) => unknownFault(where, name, names))
  const wrongBounds = limits.flatMap((limit) => {
    const given = bounds[limit.column]
    return given === undefined ? [] : boundFaults(limit, given)
  })
  return settle([...unknown('fixed', fixed), ...unknown('bounds', Object.keys(bounds)), ...wrongBounds], () => limits)
}

/** The greatest number of float32 that is not above, and the least that is not below. */
const towards = (value: number, from: number): number => {
  const rounded = Math.fround(value)
  const step = Math.max(Math.abs(rounded) * 2 ** -23, 2 ** -149)
  if (from < 0) return rounded > value ? Math.fround(rounded - step) : rounded
  return rounded < value ? Math.fround(rounded + step) : rounded
}

/** The allowed value that is nearest to a number, as numbers of 32 or 64 bits hold it. */
export const allowed = ({ unit, least, greatest }: Limits, value: number, isFloat32: boolean): number => {
  const whole = unit === 0 ? value : Math.round(value / unit) * unit
  const within = Math.min(Math.max(whole, least), greatest)
  if (!isFloat32) return within
  const rounded = Math.fround(within)
  if (rounded > greatest) return towards(greatest, -1)
  return rounded < least ? towards(least, 1) : rounded
}

/** How great a change of a column is, in units of what is small there; one category for another counts as one. */
export const changeIn = ({ categories, scale }: Limits, from: number, to: number): number =>
  categories === undefined ? Math.abs(to - from) / scale : Number(from !== to)
