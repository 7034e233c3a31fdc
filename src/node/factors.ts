import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import { cellOf, splitRows } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { load, refused, sourceForFile } from '../data/files/index.ts'
import { child, stream } from '../random/index.ts'
import type { Factor } from '../statistics/index.ts'
import { product } from '../tensor/shape.ts'
import { exists } from './folders.ts'
import type { Run } from './openRun.ts'
import { locate } from './source.ts'

/** Where factors are: columns of the data by name, or the path of a file. */
export interface FactorOptions {
  readonly factors?: string | undefined
  readonly data?: string | undefined
  readonly rows?: number | undefined
}

/** A column of rows as a factor: categories by name, everything else as numbers. */
const factorOf = ({ values, length, sizes, schema, columns }: RawDataset, column: number): Factor => {
  const width = product(sizes)
  const known = schema?.[column]
  const name = columns?.[column] ?? `factor ${column + 1}`
  const numbers = Float64Array.from({ length }, (_, row) => values[row * width + column] ?? 0)
  return known?.kind === 'category' || known?.kind === 'binary'
    ? { name, kind: 'categories', values: Array.from(numbers, (value) => String(cellOf(known, value))) }
    : { name, kind: 'numbers', values: numbers }
}

const factorsIn = (data: RawDataset): ReadonlyArray<Factor> => [
  ...Array.from({ length: product(data.sizes) }, (_, column) => factorOf(data, column)),
  ...(data.labels === undefined ? [] : [{ name: 'label', kind: 'categories', values: data.labels } as const]),
]

const pick = (factor: Factor, rows: ArrayLike<number>): Factor =>
  factor.kind === 'numbers'
    ? { ...factor, values: Float64Array.from(rows, (row) => factor.values[row] ?? 0) }
    : { ...factor, values: Array.from(rows, (row) => factor.values[row] ?? '') }

const lengthOf = ([first]: ReadonlyArray<Factor>): number => first?.values.length ?? 0

/** The numbers of the rows of the run's own data that are evaluated, of so many: those of the part that was held out. */
const heldOutRows = ({ spec }: Run, length: number): Uint32Array => {
  const { test, validation, train } = splitRows(child(stream(spec.seed ?? 0), 'split'), length, spec.split ?? {}, false)
  if (test.length > 0) return test
  return validation.length > 0 ? validation : train
}

/** The factors of the evaluated rows: of all rows of the data those that were held out. */
const matched = (
  run: Run,
  factors: ReadonlyArray<Factor>,
  count: number,
  { data, rows, factors: where = '' }: FactorOptions,
): FallibleTask<ReadonlyArray<Factor>> => {
  const found = lengthOf(factors)
  const first = (order: ArrayLike<number>) =>
    TaskEither.right(factors.map((factor) => pick(factor, Array.from(order).slice(0, count))))
  if (found === count || (data !== undefined && rows !== undefined && found > count))
    return first(Array.from({ length: count }, (_, i) => i))
  const own = data === undefined ? heldOutRows(run, found) : []
  if (own.length === count || (rows !== undefined && own.length > count)) return first(own)
  return refused({
    fault: 'wrong shape',
    where: `--factors ${where}`,
    expected: `a row for each of the ${count} evaluated rows`,
    found: `${found} rows`,
    remedy: 'give the factors of the same rows, in their order',
  })
}

/** The source of columns of the run's data, or of another file with its columns. */
const columnsSource = (run: Run, names: ReadonlyArray<string>, data: string | undefined): FallibleTask<SourceSpec> => {
  const { schema: _, columns: _columns, label: _label, exclude: _exclude, id: _id, ...before } = run.spec.data
  const known = { ...before, source: run.spec.data.source, columns: names }
  return data === undefined
    ? TaskEither.fromTask(() => locate(known, run.path))
    : sourceForFile(run.registry, data, known)
}

/** The factors of evaluated rows, where they are asked for. */
export const factorsFor = (
  run: Run,
  count: number,
  options: FactorOptions,
): FallibleTask<ReadonlyArray<Factor> | undefined> => {
  const { factors, data } = options
  if (factors === undefined) return TaskEither.right(undefined)
  return pipe(
    TaskEither.fromTask(() => exists(factors)),
    TaskEither.flatMap((isFile) =>
      isFile ? sourceForFile(run.registry, factors) : columnsSource(run, factors.split(','), data),
    ),
    TaskEither.flatMap((source) => load(run.registry, source)),
    TaskEither.flatMap(({ data: rows }) => matched(run, factorsIn(rows), count, options)),
  )
}
