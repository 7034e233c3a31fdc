import type { Figures } from './detectors.ts'

/** One set with the figures of the detectors, and of the default seed by seed. */
export interface SetResult {
  readonly name: string
  readonly rows: number
  readonly columns: number
  readonly anomalies: number
  readonly baselines: Figures
  readonly ours: ReadonlyArray<Figures>
}

const mean = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0) / values.length

const deviation = (values: ReadonlyArray<number>): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

/** All figures of a set: those of the model as means over its seeds. */
const figuresOf = ({ baselines, ours }: SetResult): Figures => ({
  ...Object.fromEntries(
    Object.keys(ours[0] ?? {}).map((name) => [name, mean(ours.map((figures) => figures[name] ?? Number.NaN))]),
  ),
  ...baselines,
})

/**
 * The exact two-sided p-value of Wilcoxon's signed-rank test (1945): the share of the 2ⁿ ways to sign the ranks of the
 * differences that lie as far from the middle. Differences of 0 are left out; equal ones share their ranks.
 */
export const signedRank = (differences: ReadonlyArray<number>): number => {
  const known = differences.filter((difference) => difference !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b))
  const ranks = known.map((difference) => {
    const alike = known.flatMap((other, i) => (Math.abs(other) === Math.abs(difference) ? [i + 1] : []))
    return mean(alike)
  })
  const middle = mean(ranks) * (ranks.length / 2)
  const found = Math.abs(ranks.reduce((sum, rank, i) => sum + ((known[i] ?? 0) > 0 ? rank : 0), 0) - middle)
  let far = 0
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const sum = ranks.reduce((all, rank, i) => all + ((signs >> i) & 1) * rank, 0)
    if (Math.abs(sum - middle) >= found - 1e-9) far++
  }
  return far / 2 ** ranks.length
}

const percent = (value: number): string => (100 * value).toFixed(1)

const row = (cells: ReadonlyArray<string>): string => `| ${cells.join(' | ')} |`

/** The table of mean ROC AUC, in per cent, with the means over the sets and the p-values against the default. */
export const table = (results: ReadonlyArray<SetResult>): string => {
  const figures = results.map(figuresOf)
  const names = Object.keys(figures[0] ?? {})
  const column = (name: string): ReadonlyArray<number> => figures.map((one) => one[name] ?? Number.NaN)
  const against = (name: string): string =>
    name === 'default' ? '' : signedRank(figures.map((one) => (one['default'] ?? 0) - (one[name] ?? 0))).toFixed(3)
  return [
    row(['set', 'training rows × columns', ...names]),
    row(['---', '---', ...names.map(() => '---:')]),
    ...results.map(({ name, rows, columns, ours }, i) => {
      const spread = deviation(ours.map((one) => one['default'] ?? 0))
      return row([
        name,
        `${rows} × ${columns}`,
        ...names.map((detector) => {
          const value = percent(figures[i]?.[detector] ?? Number.NaN)
          return detector === 'default' ? `**${value}** ± ${percent(spread)}` : value
        }),
      ])
    }),
    row(['**mean**', '', ...names.map((name) => `**${percent(mean(column(name)))}**`)]),
    row(['p-value against the default', '', ...names.map(against)]),
  ].join('\n')
}
