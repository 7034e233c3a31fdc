/**
 * Compares searches at equal training steps, each with ten seeds on two tables: `npm run search:evidence`. Chooses by
 * validation rows, reports the squared error on test rows. Needs the tables of ../shared/data/tabular; about half an hour on one thread.
 */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  adam,
  autoencoder,
  csv,
  dense,
  engines,
  experiment,
  gaussianNoise,
  input,
  minMax,
  mse,
  pipe,
  relu,
  Search,
  sigmoid,
  standard,
  tanh,
} from '../../src/index.ts'
import type { SourceSpec } from '../../src/index.ts'
import { load } from '../../src/node/index.ts'

const { choice, integer, logUniform, uniform, space, search } = Search

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/tabular' },
    seeds: { type: 'string', default: '10' },
    only: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
})

interface Table {
  readonly name: string
  readonly source: SourceSpec
  readonly width: number
  readonly code: number
  readonly epochs: number
  readonly steps: number
  readonly preprocessing: ReadonlyArray<ReturnType<typeof minMax>>
}

/** The steps are those of 8 trials with batches of 32. */
const tables: ReadonlyArray<Table> = [
  {
    name: 'digits',
    source: csv(`${values.data}/digits.csv.gz`, {
      header: false,
      columns: Array.from({ length: 64 }, (_, i) => `x${i + 1}`),
    }),
    width: 64,
    code: 8,
    epochs: 27,
    steps: 8 * 27 * 34,
    preprocessing: [minMax()],
  },
  {
    name: 'breast_cancer',
    source: csv(`${values.data}/breast_cancer.csv`, {
      header: false,
      skip: 1,
      columns: Array.from({ length: 30 }, (_, i) => `x${i + 1}`),
    }),
    width: 30,
    code: 4,
    epochs: 54,
    steps: 8 * 54 * 11,
    preprocessing: [standard()],
  },
]

const shared = ({ source, epochs, preprocessing }: Table) => ({
  data: source,
  preprocessing,
  split: { validation: 0.2, test: 0.2 },
  epochs,
  seed: 1,
})

const spaceOf = (table: Table) => {
  const { width, code } = table
  return space(
    experiment({
      model: autoencoder({
        encoder: pipe(
          input([width]),
          gaussianNoise(uniform(0, 0.5)),
          dense(integer(8, 128, { log: true })),
          choice(relu, tanh, sigmoid),
          dense(code),
        ),
        decoder: pipe(input([code]), dense(integer(8, 128, { log: true })), choice(relu, tanh, sigmoid), dense(width)),
        loss: mse,
      }),
      optimiser: adam(logUniform(1e-5, 1e-1)),
      batchSize: choice(16, 32, 64, 128),
      ...shared(table),
    }),
  )
}

/** The spec of the guide, for as many columns and as large a code. */
const byHand = (table: Table) =>
  experiment({
    model: autoencoder({
      encoder: pipe(input([table.width]), dense(12), tanh, dense(table.code)),
      decoder: pipe(input([table.code]), dense(12), tanh, dense(table.width)),
      loss: mse,
    }),
    optimiser: adam(3e-3),
    batchSize: 32,
    ...shared(table),
  })

const contestants = {
  random: { sampler: 'random', pruner: 'none' },
  'tpe, asha': { sampler: 'tpe', pruner: 'asha' },
  'random, asha': { sampler: 'random', pruner: 'asha' },
  tpe: { sampler: 'tpe', pruner: 'none' },
} as const

/** Without --all, random search and the default. */
const chosen = Object.entries(contestants).slice(0, values.all ? undefined : 2)

/** The probability of at least so many wins of n, if both were as good: a one-sided sign test. */
const signTest = (wins: number, n: number): number => {
  let [term, sum] = [0.5 ** n, 0]
  for (let k = 0; k <= n; k++) {
    if (k >= wins) sum += term
    term *= (n - k) / (k + 1)
  }
  return sum
}

const figure = (value: number): string => value.toFixed(5)

const engine = await engines.native({ threads: 1 })
for (const table of tables) {
  if (values.only !== undefined && values.only !== table.name) continue
  if (typeof table.source['path'] !== 'string' || !existsSync(table.source['path']))
    throw new Error(`no ${String(table.source['path'])}: say where the tables are with --data`)
  const { data } = await load(table.source)
  const hand = await search(
    { ...byHand(table), kind: 'space', batchSize: { distribution: 'choice', of: [32] } },
    data,
    { engine, sampler: 'grid', pruner: 'none', trials: 1 },
  )
  const handError = hand.test?.mse ?? Number.NaN
  console.log(
    `${table.name}: ${data.length} rows, ${table.steps} steps a search; by hand, as in the guide: test ${figure(handError)}`,
  )
  const errors: Record<string, Array<number>> = {}
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const line: Array<string> = []
    for (const [name, how] of chosen) {
      const { best, test, trials } = await search(spaceOf(table), data, { engine, seed, steps: table.steps, ...how })
      const error = test?.mse ?? Number.NaN
      ;(errors[name] ??= []).push(error)
      line.push(
        `${name}: validation ${figure(best.results.at(-1)?.objectives[0] ?? Number.NaN)} test ${figure(error)} (${trials.length} trials)`,
      )
    }
    console.log(`  seed ${seed}: ${line.join('; ')}`)
  }
  const random = errors['random'] ?? []
  for (const [name, found] of Object.entries(errors)) {
    const wins = found.filter((error, i) => error < (random[i] ?? Number.NaN)).length
    const ties = found.filter((error, i) => error === random[i]).length
    const hands = found.filter((error) => error < handError).length
    const mean = found.reduce((sum, error) => sum + error, 0) / found.length
    console.log(
      `  ${name}: mean ${figure(mean)}; better than random in ${wins} of ${found.length}, as good in ${ties} (sign test without these p = ${signTest(wins, found.length - ties).toPrecision(2)}), than by hand in ${hands}`,
    )
  }
}
