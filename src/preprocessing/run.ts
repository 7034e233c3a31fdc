import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import type { RawDataset } from '../data/index.ts'
import { between } from '../data/index.ts'
import type { Block, Layout, Transform, WrongEntry } from './block.ts'

/** So many numbers go through the steps at a time: few enough for the cache. */
const blockEntries = 1 << 16

/** The values of a data set with NaN for missing entries. */
const withGaps = ({ values, mask }: RawDataset): Block['values'] =>
  mask === undefined ? values : Float64Array.from(values, (value, at) => (mask[at] === 0 ? Number.NaN : value))

/** The rows of a data set, some at a time, each with the number of its first row; at least one block, which may be empty. */
export function* blocksOf(data: RawDataset): Generator<readonly [start: number, block: Block]> {
  const rows = Math.max(1, Math.floor(blockEntries / Math.max(1, product(data.sizes))))
  for (let start = 0; start === 0 || start < data.length; start += rows) {
    const part = between(data, start, Math.min(start + rows, data.length))
    const { sizes, length, mask, texts } = part
    yield [start, { sizes, length, values: withGaps(part), ...present({ mask, texts }) }]
  }
}

/** The layout after each step, beginning with the one before the first. */
export const layoutsOf = (
  transforms: ReadonlyArray<Transform>,
  { sizes, columns, schema }: Layout,
  where = 'preprocessing',
): Fallible<ReadonlyArray<Layout>> => {
  const first: Layout = { sizes, ...(columns && { columns }), ...(schema && { schema }) }
  return transforms.reduce<Fallible<ReadonlyArray<Layout>>>(
    (found, { layout }, i) =>
      pipe(
        found,
        Either.flatMap((layouts) =>
          pipe(
            layout(layouts.at(-1) ?? first, `${where}[${i}]`),
            Either.map((next) => [...layouts, next]),
          ),
        ),
      ),
    Either.right([first]),
  )
}

/** An entry that a step refuses, as a fault: which row of the data, which column before the step. */
export const entryFault = (
  where: string,
  { at, ...fault }: WrongEntry,
  { columns, sizes }: Layout,
  start: number,
): Fault => {
  const width = product(sizes)
  const column = columns?.[at % width]
  const name = column === undefined ? `column ${(at % width) + 1}` : `column "${column}"`
  return { fault: 'out of range', where: `${where}, row ${start + Math.floor(at / width) + 1}, ${name}`, ...fault }
}

/** A block after all steps, or the first entry that one of them refuses. */
export const forward = (
  transforms: ReadonlyArray<Transform>,
  layouts: ReadonlyArray<Layout>,
  [start, block]: readonly [start: number, block: Block],
  where = 'data',
): Fallible<Block> => {
  let rows = block
  for (const [i, { forward: next, refuses }] of transforms.entries()) {
    const wrong = refuses?.(rows)
    if (wrong !== undefined) return failure(entryFault(where, wrong, layouts[i] ?? rows, start))
    rows = next(rows)
  }
  return Either.right(rows)
}
