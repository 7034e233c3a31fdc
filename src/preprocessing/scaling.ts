import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../codec/index.ts'
import { array, failure, integer, number, struct } from '../codec/index.ts'
import type { Schema } from '../data/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { Block, Layout, TrainingRows, Transform } from './block.ts'
import { columnsOf } from './columnValues.ts'
import type { Selection } from './select.ts'
import { selected } from './select.ts'
import type { DefinedStep, Step } from './step.ts'
import { defineStep } from './step.ts'

/** Numbers for each of the columns that a step is for. */
type ForColumns = ReadonlyArray<number>

/** The parameters of columns: y = (x − shift) / scale. */
export interface Scales {
  readonly shift: ForColumns
  readonly scale: ForColumns
}

const fittedCodec = struct(
  { shift: array(number()), scale: array(number()) },
  /** The positions of the columns; all of them where they are left out. */
  { columns: array(integer({ minimum: 0 })) },
)

interface FittedScaling extends Scales {
  readonly columns?: ReadonlyArray<number>
}

/** What defines a step that scales each column by numbers of its own. */
export interface Scaling<S extends Selection> extends Omit<Step<S, Scales>, 'fitted' | 'fit' | 'transform'> {
  readonly codec: Codec<S>
  /** From the training rows, for the columns at these positions. */
  readonly fit: (settings: S, rows: TrainingRows, columns: ReadonlyArray<number>) => Scales
}

/** Fits each column by its known entries alone. */
export const byColumn =
  (fit: (known: Float64Array) => { readonly shift: number; readonly scale: number }) =>
  (rows: TrainingRows, columns: ReadonlyArray<number>): Scales => {
    const found = Array.from(columnsOf(rows, columns), fit)
    return { shift: found.map(({ shift }) => shift), scale: found.map(({ scale }) => scale) }
  }

const widthFault = ({ shift, scale, columns }: FittedScaling, { sizes }: Layout, where: string) => {
  const width = product(sizes)
  const isFor = columns === undefined ? width : columns.length
  const last = Math.max(-1, ...(columns ?? []))
  if (last >= width)
    return { fault: 'wrong length', where, expected: `at least ${last + 1} columns`, found: `${width}` }
  return shift.length === isFor && scale.length === isFor
    ? undefined
    : {
        fault: 'wrong length',
        where,
        expected: `${isFor} columns`,
        found: `${shift.length} in shift, ${scale.length} in scale`,
      }
}

/** The schema with columns that hold numbers of another unit now. */
const numbers = (schema: Schema, columns: ReadonlyArray<number> | undefined): Schema =>
  schema.map((column, at) =>
    columns === undefined || columns.includes(at) ? { kind: 'number', name: column.name } : column,
  )

/** Maps the entries of the columns; the others stay. */
const mapColumns = (
  rows: Block,
  columns: ReadonlyArray<number> | undefined,
  f: (value: number, column: number) => number,
): Block => {
  const width = product(rows.sizes)
  const values = columns === undefined ? new Float64Array(rows.values.length) : Float64Array.from(rows.values)
  const count = columns?.length ?? width
  for (let start = 0; start < values.length; start += width)
    for (let i = 0; i < count; i++) {
      const at = start + (columns?.[i] ?? i)
      values[at] = f(rows.values[at] ?? 0, i)
    }
  return { ...rows, values }
}

const scalingTransform = (fitted: FittedScaling): Transform => {
  const { columns } = fitted
  const [shift, scale] = [Float64Array.from(fitted.shift), Float64Array.from(fitted.scale)]
  return {
    layout: (before, where) => {
      const fault = widthFault(fitted, before, where)
      if (fault !== undefined) return failure(fault)
      const { schema } = before
      return Either.right({ ...before, ...present({ schema: schema && numbers(schema, columns) }) })
    },
    forward: (rows) => mapColumns(rows, columns, (value, i) => (value - (shift[i] ?? 0)) / (scale[i] ?? 1)),
    inverse: (rows) => mapColumns(rows, columns, (value, i) => value * (scale[i] ?? 1) + (shift[i] ?? 0)),
  }
}

/**
 * Defines a step that scales columns: y = (x − shift) / scale, with its inverse. Its codec has the fields
 * `selectionFields` beside its own settings.
 *
 * @example
 * const centred = Preprocessing.defineScaling({
 *   name: 'centred',
 *   summary: 'Centring: subtracts the mean of every column of the training rows.',
 *   codec: Codecs.struct({}, Preprocessing.selectionFields),
 *   fit: (_settings, rows, columns) =>
 *     Preprocessing.byColumn((known) => ({ shift: known.reduce((sum, x) => sum + x, 0) / known.length, scale: 1 }))(rows, columns),
 * })
 * const registry = extend(library, { steps: [centred] })
 * const preprocessing = [centred()]
 */
export const defineScaling = <S extends Selection>({ fit, ...rest }: Scaling<S>): DefinedStep<S> => {
  const { takes = ['number', 'count', 'binary'] } = rest
  return defineStep<S, FittedScaling>({
    ...rest,
    takes,
    isScaling: true,
    fitted: fittedCodec,
    fit: (settings, rows, where): Fallible<FittedScaling> =>
      pipe(
        selected(where, rows, settings, takes),
        Either.map((columns) => ({
          ...fit(settings, rows, columns),
          ...present({ columns: columns.length === product(rows.sizes) ? undefined : columns }),
        })),
      ),
    transform: scalingTransform,
  })
}
