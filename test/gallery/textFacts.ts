import type { Dataset } from '../../src/data/index.ts'
import { product } from '../../src/tensor/shape.ts'
import { infer } from '../../src/training/index.ts'
import type { Seen } from './seen.ts'

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** The terms that each entry of the code adds most to: what it stands for. */
const topics = async ({ session, run }: Seen, terms: ReadonlyArray<string>): Promise<string> => {
  const count = product(run.model.code)
  const values = Float32Array.from({ length: (count + 1) * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0))
  const codes: Dataset = { sizes: run.model.code, length: count + 1, values }
  const { data } = await infer(session, 'decode', run.weights, codes)
  const without = count * terms.length
  const lines = Array.from({ length: count }, (_, topic) =>
    terms
      .map((term, i) => [term, (data[topic * terms.length + i] ?? 0) - (data[without + i] ?? 0)] as const)
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 6)
      .map(([term]) => term)
      .join(' '),
  )
  return `the words of each feature: ${lines.join('; ')}`
}

/** The share of the known tokens of rows that others have at the same place. */
const accuracy = ({ values, mask }: Dataset, found: ArrayLike<number>): number => {
  let [right, all] = [0, 0]
  values.forEach((token, at) => {
    if (mask?.[at] === 0) return
    all++
    if (Math.round(found[at] ?? -1) === token) right++
  })
  return right / all
}

/** The most frequent token of each place of the training rows. */
const mostFrequent = ({ values, mask, length, sizes: [width = 1] }: Dataset): ReadonlyArray<number> =>
  Array.from({ length: width }, (_, place) => {
    const counts = new Map<number, number>()
    for (let row = 0; row < length; row++) {
      const at = row * width + place
      if (mask?.[at] !== 0) counts.set(values[at] ?? 0, (counts.get(values[at] ?? 0) ?? 0) + 1)
    }
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0
  })

const tokens = async ({ session, run, train, rows }: Seen): Promise<string> => {
  const { data } = await infer(session, 'reconstruct', run.weights, rows)
  const common = mostFrequent(train)
  const guess = accuracy(
    rows,
    Array.from(rows.values, (_, at) => common[at % common.length] ?? 0),
  )
  return `${percent(accuracy(rows, data))} of the tokens are right; the most frequent token of each place is ${percent(guess)} of them`
}

/** What can be said of a model of text: its topics, or how many tokens it gives back. */
export const textFacts = async (seen: Seen): Promise<ReadonlyArray<string>> => {
  const [first] = seen.run.preprocessing.fitted
  const terms = first?.['terms']
  if (Array.isArray(terms)) return [await topics(seen, terms.map(String))]
  return first?.['learnt'] === undefined ? [] : [await tokens(seen)]
}
