import * as Either from 'fp-ts/lib/Either.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { EntryCard, ExcitingRow, Explanation, Influence } from '../tasks/index.ts'
import type { HostTensor } from '../tensor/host.ts'
import { product } from '../tensor/shape.ts'
import { imageSizes } from './writers/png.ts'
import type { ColumnOut, RowsOut } from './writers/index.ts'
import { tableOut } from './writers/index.ts'

type Cards = ReadonlyArray<EntryCard>

const numbers = (cards: Cards, name: string, of: (card: EntryCard) => number | undefined): ColumnOut => ({
  kind: 'numbers',
  name,
  bits: 64,
  at: (row) => {
    const card = cards[row]
    return (card === undefined ? undefined : of(card)) ?? Number.NaN
  },
})

const texts = (cards: Cards, name: string, of: (card: EntryCard) => string | undefined): ColumnOut => ({
  kind: 'text',
  name,
  at: (row) => {
    const card = cards[row]
    return card === undefined ? undefined : of(card)
  },
})

/** How a row is named: its identifier, its text, or its number from 1. */
export const rowName = ({ row, id, text }: ExcitingRow): string => id ?? text ?? `row ${row + 1}`

/** Columns for the first, second … of lists of the cards, as many as the longest list has. */
const listed = <One>(
  cards: Cards,
  name: string,
  of: (card: EntryCard) => ReadonlyArray<One> | undefined,
  text: (one: One) => string,
  values: Readonly<Record<string, (one: One) => number | undefined>>,
): ReadonlyArray<ColumnOut> =>
  Array.from({ length: Math.max(0, ...cards.map((card) => of(card)?.length ?? 0)) }, (_, i) => {
    const at = (card: EntryCard): One | undefined => of(card)?.[i]
    return [
      texts(cards, `${name}.${i + 1}`, (card) => {
        const one = at(card)
        return one === undefined ? undefined : text(one)
      }),
      ...Object.entries(values).map(([value, get]) =>
        numbers(cards, `${name}.${i + 1}.${value}`, (card) => {
          const one = at(card)
          return one === undefined ? undefined : get(one)
        }),
      ),
    ]
  }).flat()

const column = ({ column: name }: Influence): string => name

/** The cards as a table, a row for each entry. */
export const cardsOut = ({ cards }: Explanation): RowsOut => {
  const influence = { derivative: ({ derivative }: Influence) => derivative, effect: ({ effect }: Influence) => effect }
  const unit = ({ unit: one }: Influence): number | undefined => one
  const value = ({ value: one }: ExcitingRow): number => one
  const columns = [
    numbers(cards, 'entry', ({ entry }) => entry),
    texts(cards, 'state', ({ state }) => state),
    ...(['density', 'mean', 'activeMean', 'deviation', 'minimum', 'maximum'] as const).map((name) =>
      numbers(cards, name, (card) => card[name]),
    ),
    numbers(cards, 'gap', ({ completeness }) => completeness?.gap),
    ...listed(cards, 'reads', ({ reads }) => reads, column, {
      ...influence,
      contribution: ({ contribution }: Influence) => contribution,
      unit,
    }),
    ...listed(cards, 'writes', ({ writes }) => writes, column, { ...influence, unit }),
    ...listed(
      cards,
      'varies',
      ({ correlations }) => correlations,
      ({ column: name }) => name,
      {
        correlation: ({ correlation }) => correlation,
      },
    ),
    numbers(cards, 'correlationRatio', ({ labels }) => labels?.correlationRatio),
    ...listed(
      cards,
      'label',
      ({ labels }) => labels?.greatest,
      ({ label }) => label,
      { mean: ({ mean }) => mean },
    ),
    ...listed(cards, 'most', ({ most }) => most, rowName, { value }),
    ...listed(cards, 'least', ({ least }) => least, rowName, { value }),
    ...listed(
      cards,
      'near',
      ({ nearest }) => nearest,
      ({ entry }) => String(entry),
      {
        cosine: ({ cosine }) => cosine,
      },
    ),
  ]
  return tableOut(cards.length, columns, {})
}

/** Pixels between what an entry reads and what it writes. */
const gap = 2

/** Numbers around 0 as grey: 0 in the middle, the greatest magnitude black or white. */
const asGrey = (numbersOfOne: ArrayLike<number>): ReadonlyArray<number> => {
  let most = 0
  for (let i = 0; i < numbersOfOne.length; i++) most = Math.max(most, Math.abs(numbersOfOne[i] ?? 0))
  return Array.from(numbersOfOne, (value) => (most === 0 ? 0.5 : 0.5 + value / (2 * most)))
}

type Sizes = readonly [channels: number, height: number, width: number]

/** Puts a picture of each entry beside those that are there. */
const beside = (maps: ReadonlyArray<HostTensor>, [channels, height, width]: Sizes): HostTensor => {
  const entries = maps[0]?.shape[0] ?? 0
  const wide = maps.length * (width + gap) - gap
  const data = new Float32Array(entries * channels * height * wide).fill(1)
  maps.forEach((map, i) => {
    const size = product(map.shape.slice(1))
    for (let entry = 0; entry < entries; entry++)
      asGrey(map.data.subarray(entry * size, (entry + 1) * size)).forEach((grey, at) => {
        const line = entry * channels * height + Math.floor(at / width)
        data[line * wide + i * (width + gap) + (at % width)] = grey
      })
  })
  return { shape: [entries, channels, height, wide], data }
}

/** What entries read and, beside it, what they write, as pictures: mid-grey is 0, white raises, black lowers. */
export const mapsOut = (path: string, { readMap, writeMap, width }: Explanation): Fallible<RowsOut> => {
  const maps = [readMap, writeMap].filter((map) => map !== undefined)
  const sizes = maps.map(({ shape }) => imageSizes(shape.slice(1)))
  const [first] = sizes
  if (first === undefined || sizes.some((one) => one?.join() !== first.join()))
    return failure({
      fault: 'wrong shape',
      where: path,
      expected: 'a model of grey or colour images, with derivatives of what it reads or writes',
      found:
        maps.length === 0
          ? `no derivatives of ${width} entries`
          : `rows of shape [${maps[0]?.shape.slice(1).join(', ')}]`,
      remedy: 'write a table (.csv, .ndjson, .parquet), or name some entries with --entries',
    })
  const tensor = beside(maps, first)
  return Either.right({ length: tensor.shape[0] ?? 0, columns: [], tensor })
}
