import { counted } from '../codec/index.ts'
import { rowName } from '../node/cardsOut.ts'
import type { Concept, EntryCard, ExcitingRow, Explanation, Influence, Stability } from '../tasks/index.ts'

const figure = (value: number): string => {
  if (value === 0) return '0'
  return Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5
    ? Number(value.toPrecision(4)).toString()
    : value.toExponential(2)
}

const signed = (value: number): string => `${value < 0 ? '-' : '+'}${figure(Math.abs(value))}`

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`

const line = (name: string, text: string): string => `  ${name.padEnd(12)} ${text}`

/** A line, or none where there is nothing to list. */
const listLine = <One>(
  name: string,
  list: ReadonlyArray<One> | undefined,
  text: (one: One) => string,
): ReadonlyArray<string> => (list === undefined || list.length === 0 ? [] : [line(name, list.map(text).join(', '))])

/** Where rows differ in the sign of a derivative, its mean says little. */
const isMixed = ({ derivative = 0, magnitude }: Influence): boolean => Math.abs(derivative) < 0.5 * magnitude

/** The effect with the sign of the mean derivative; ± where rows differ in it. */
const effectOf = (influence: Influence, factor = 1): string => {
  const { effect, derivative } = influence
  const size = figure(effect * Math.abs(factor))
  if (derivative === undefined) return size
  return isMixed(influence) ? `±${size}` : `${derivative * factor < 0 ? '-' : '+'}${size}`
}

/** By how much the entry moves as a column moves by its standard deviation, which is given in the units of the data. */
const readText = (influence: Influence): string => {
  const { column, unit, magnitude, effect } = influence
  const deviation = magnitude === 0 ? 0 : effect / magnitude
  return `${column} ${effectOf(influence)}${unit === undefined ? '' : ` per ${figure(deviation * Math.abs(unit))}`}`
}

/** By how much a column moves, in the units of the data where there are some, as the entry moves or is active. */
const writeText = (influence: Influence): string => `${influence.column} ${effectOf(influence, influence.unit)}`

const rowText = (one: ExcitingRow): string =>
  `${rowName(one)}${one.label === undefined ? '' : ` (${one.label})`} ${figure(one.value)}`

const headOf = ({ entry, state, density, activeMean, mean, deviation, minimum, maximum }: EntryCard): string => {
  if (state === 'dead') return `entry ${entry}: 0 in all rows`
  if (state === 'constant') return `entry ${entry}: ${figure(mean)} in all rows`
  const sparse = density < 1 ? `active in ${percent(density)} of the rows, ${figure(activeMean)} there; ` : ''
  return `entry ${entry}: ${sparse}mean ${figure(mean)} ± ${figure(deviation)}, from ${figure(minimum)} to ${figure(maximum)}`
}

/** The contributions, the greatest first, and how they add up. */
const contributionLines = ({ reads, completeness }: EntryCard): ReadonlyArray<string> => {
  const known = (reads ?? []).flatMap(({ column, contribution }) =>
    contribution === undefined ? [] : [{ column, contribution }],
  )
  const sorted = known.toSorted((a, b) => b.contribution - a.contribution)
  return listLine('contributes', sorted, ({ column, contribution }) => `${column} ${figure(contribution)}`).map(
    (text) => `${text}${completeness === undefined ? '' : ` (all add up to within ${percent(completeness.gap)})`}`,
  )
}

const cardLines = (card: EntryCard, stable: number | undefined): ReadonlyArray<string> => [
  headOf(card),
  ...(card.state === 'varies'
    ? [
        ...listLine('reads', card.reads, readText),
        ...contributionLines(card),
        ...listLine('writes', card.writes, writeText),
        ...listLine('varies with', card.correlations, ({ column, correlation }) => `${column} ${signed(correlation)}`),
        ...listLine('labels', card.labels?.greatest, ({ label, mean }) => `${label} ${figure(mean)}`).map(
          (text) =>
            `${text} (η² ${figure(card.labels?.correlationRatio ?? 0)}, mutual information ${figure(card.labels?.mutualInformation ?? 0)} nats)`,
        ),
        ...listLine('most', card.most, rowText),
        ...listLine('least', card.least, rowText),
      ]
    : []),
  ...listLine('near', card.nearest, ({ entry, cosine }) => `${entry} (cosine ${cosine.toFixed(2)})`),
  ...(stable === undefined ? [] : [line('comes back', `|r| ${stable.toFixed(3)} in the other runs, in the mean`)]),
]

/** So many cards are printed where no entries are named. */
const mostPrinted = 10

/** The cards that are printed: those that vary most. */
const printed = (cards: Explanation['cards'], all: boolean): Explanation['cards'] =>
  all ? cards : cards.toSorted((a, b) => b.deviation - a.deviation).slice(0, mostPrinted)

const summary = ({ rows, width, dead, constant, active }: Explanation): string =>
  [
    `a code of ${counted(width, 'entry', 'entries')}, over ${counted(rows, 'row')}`,
    ...(active < width - constant ? [`${figure(active)} of them active in a row, in the mean`] : []),
    ...(dead > 0 ? [`${dead} dead (0 in all rows)`] : []),
    ...(constant > 0 ? [`${constant} constant`] : []),
  ].join('; ')

/** An explanation as lines; without `all`, of the entries that vary most. */
export const explanationLines = (
  explanation: Explanation,
  { all, stability }: { readonly all: boolean; readonly stability?: Stability | undefined },
): ReadonlyArray<string> => {
  const { cards, withoutReads, withoutWrites } = explanation
  const shown = printed(cards, all)
  return [
    summary(explanation),
    ...(withoutReads === undefined ? [] : [`what entries read is left out: ${withoutReads}`]),
    ...(withoutWrites === undefined ? [] : [`what entries write is left out: ${withoutWrites}`]),
    ...shown.flatMap((card) => cardLines(card, stability?.entries?.[card.entry])),
    ...(shown.length < cards.length
      ? [
          `${cards.length - shown.length} more vary less; name entries with --entries, or write all cards with --out FILE`,
        ]
      : []),
  ]
}

/** How a code comes back in other runs, a line each. */
export const stabilityLines = ({ others }: Stability, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  others.map(({ matched, withoutMatches, cka, debiasedCka, meanMaxCosine }, i) =>
    [
      `against ${names[i] ?? ''}: `,
      [
        ...(matched === undefined ? [] : [`entries matched with |r| ${matched.toFixed(3)} in the mean`]),
        ...(withoutMatches === undefined ? [] : [`entries are not matched: ${withoutMatches}`]),
        ...(cka === undefined ? ['no CKA: a code does not vary'] : [`linear CKA ${cka.toFixed(3)}`]),
        ...(debiasedCka === undefined ? [] : [`debiased ${debiasedCka.toFixed(3)}`]),
        ...(meanMaxCosine === undefined ? [] : [`mean max cosine ${meanMaxCosine.toFixed(3)}`]),
      ].join(', '),
    ].join(''),
  )

/** The entries that a direction moves most, with how far. */
const alongEntries = (direction: Float64Array): string =>
  Array.from(direction, (value, entry) => ({ value, entry }))
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, 5)
    .map(({ value, entry }) => `entry ${entry} ${signed(value)}`)
    .join(', ')

/** A concept as a line: how well each of its directions separates, and where the way from mean to mean goes. */
export const conceptLine = ({ label, rows, means, discriminant, probe }: Concept): string =>
  `concept ${label}, ${counted(rows, 'row')}: ROC AUC on rows held out ${means.auc.toFixed(3)} by the difference of means, ${discriminant.auc.toFixed(3)} by Fisher’s discriminant, ${probe.auc.toFixed(3)} by a logistic probe; from mean to mean ${alongEntries(means.direction)}`

/** A concept as JSON: directions as lists. */
export const conceptJson = ({ label, rows, ...directions }: Concept) => ({
  label,
  rows,
  ...Object.fromEntries(
    Object.entries(directions).map(([name, { direction, auc }]) => [name, { auc, direction: [...direction] }]),
  ),
})
