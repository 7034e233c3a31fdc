/**
 * Measures how many held-out normal rows are flagged by thresholds: `npx jiti test/bench/falseAlarms.ts FOLDER [SPLITS]`, of a
 * folder of ADBench's .npz files. In every split a random half of the normal rows is held out; the other half trains a small
 * autoencoder with early stopping, a fifth of it calibrates. Prints the table of docs/thresholds.md.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RawDataset } from '../../src/data/index.ts'
import { select } from '../../src/data/index.ts'
import { orThrow } from '../../src/codec/index.ts'
import { fit } from '../../src/fitted/index.ts'
import {
  adam,
  autoencoder,
  csv,
  dense,
  engines,
  experiment,
  input,
  mse,
  pipe,
  relu,
  Sources,
  standard,
} from '../../src/index.ts'
import { load } from '../../src/node/index.ts'
import { child, permutation, stream } from '../../src/random/index.ts'
import { quantile } from '../../src/statistics/index.ts'
import { setThreshold, thresholds } from '../../src/tasks/index.ts'
import { product } from '../../src/tensor/shape.ts'

const [folder = '', splits = '5'] = process.argv.slice(2)
const alphas = [0.05, 0.01]

/** ln Γ of whole numbers up to a limit: sums of logarithms. */
const logFactorials = (limit: number): Float64Array => {
  const out = new Float64Array(limit + 1)
  for (let i = 1; i <= limit; i++) out[i] = (out[i - 1] ?? 0) + Math.log(i)
  return out
}

/**
 * The numbers of m held-out rows between which as many as 95 % of splits flag by a conformal threshold of n calibration rows: of
 * exchangeable rows without ties, k of m exceed the l-th greatest calibration score with a beta-binomial probability.
 */
const interval = (n: number, m: number, alpha: number): readonly [number, number] => {
  const l = Math.floor(alpha * (n + 1) + 1e-9)
  const f = logFactorials(n + m + 1)
  const choose = (a: number, b: number): number => (f[a] ?? 0) - (f[b] ?? 0) - (f[a - b] ?? 0)
  let [sum, low] = [0, -1]
  for (let k = 0; k <= m; k++) {
    sum += Math.exp(choose(k + l - 1, k) + choose(m - k + n - l, m - k) - choose(m + n, m))
    if (low < 0 && sum >= 0.025) low = k
    if (sum >= 0.975) return [low / m, k / m]
  }
  return [low / m, 1]
}

const specFor = (width: number) =>
  experiment({
    model: autoencoder({
      encoder: pipe(input([width]), dense(32), relu, dense(Math.max(2, Math.min(16, width >> 1)))),
      decoder: pipe(input([Math.max(2, Math.min(16, width >> 1))]), dense(32), relu, dense(width)),
      loss: mse,
    }),
    data: csv('rows.csv'),
    preprocessing: [standard()],
    split: { validation: 0.1, calibration: 0.2 },
    optimiser: adam(3e-3),
    epochs: 10,
    batchSize: 128,
    stopping: { patience: 5 },
  })

/** What one split gave: the rows of calibration and those held out, and the shares of these that are flagged. */
interface Measured {
  readonly n: number
  readonly held: number
  readonly conformal: ReadonlyArray<{ readonly rate: number; readonly of: readonly [number, number] } | undefined>
  readonly byQuantile: number
  readonly byTraining: number
}

/** The shares of held-out rows that are flagged by each threshold, of one split. */
const measure = async (rows: RawDataset, seed: number): Promise<Measured> => {
  const order = permutation(child(stream(seed), 'halves'), rows.length)
  const half = rows.length >> 1
  const [trained, held] = [select(rows, order.slice(0, half)), select(rows, order.slice(half))]
  const options = { engine: engines.native({ threads: 1 }), seed }
  const model = await fit(specFor(product(rows.sizes)), trained, options)
  const scores = await model.score(held)
  const shareAbove = (value: number): number => scores.filter((score) => score > value).length / held.length
  const byThreshold = (threshold: object): number => {
    const reference = { part: 'calibration', scores: model.trained.scores } as const
    return shareAbove(orThrow(setThreshold(thresholds, threshold, { reference, scores })).value)
  }
  const { calibration: n = 0 } = model.provenance.rows
  const conformal = alphas.map((alpha) =>
    alpha * (n + 1) < 1
      ? undefined
      : { rate: byThreshold({ threshold: 'conformal', alpha }), of: interval(n, held.length, alpha) },
  )
  const scoresOfTraining = (await model.score(trained)).toSorted()
  await model.close()
  return {
    n,
    held: held.length,
    conformal,
    byQuantile: byThreshold({ threshold: 'quantile', level: 0.99 }),
    byTraining: shareAbove(quantile(scoresOfTraining, 0.99)),
  }
}

const percent = (value: number): string => (100 * value).toFixed(1)
const mean = (values: ReadonlyArray<number>): number => values.reduce((a, b) => a + b, 0) / values.length

console.log(
  '| set | calibration, held-out rows | conformal 5 % | interval | conformal 1 % | interval | quantile 0.99 of all rows given to `fit` | of calibration rows |',
)
console.log('| --- | --- | --: | --: | --: | --: | --: | --: |')
let [outside, all] = [0, 0]
for (const file of readdirSync(folder).filter((name) => name.endsWith('.npz'))) {
  const { data } = await load(Sources.npz(join(folder, file), { array: 'X', label: 'y' }))
  const { labels = [] } = data
  const normal = Uint32Array.from([...labels.keys()].filter((row) => Number(labels[row]) === 0))
  const { labels: _, ...rows } = select(data, normal)
  const results: Array<Measured> = []
  for (let seed = 1; seed <= Number(splits); seed++) results.push(await measure(rows, seed))
  const { n = 0, held = 0 } = results[0] ?? {}
  const cells = alphas.flatMap((_alpha, i) => {
    const found = results.flatMap(({ conformal }) => conformal[i] ?? [])
    all += found.length
    outside += found.filter(({ rate, of: [low, high] }) => rate < low || rate > high).length
    const [first] = found
    if (first === undefined) return ['too few rows', '']
    return [percent(mean(found.map(({ rate }) => rate))), first.of.map(percent).join('–')]
  })
  const others = [mean(results.map((r) => r.byTraining)), mean(results.map((r) => r.byQuantile))].map(percent)
  console.log(`| ${file.replace(/^\d+_|\.npz$/g, '')} | ${n}, ${held} | ${[...cells, ...others].join(' | ')} |`)
}
console.log(`\n${outside} of ${all} splits outside of the 95 % interval of their own`)
