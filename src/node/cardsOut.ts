import type { EntryCard, ExcitingRow, Explanation, Influence } from '../tasks/index.ts'
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
