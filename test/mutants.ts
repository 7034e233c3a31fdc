/**
 * The mutation check: plausible mistakes in every operation of every pullback, loss gradient and update, each of which
 * the laws or the reference trajectories must notice. `npm run mutants` prints a line a row and fails if one survives.
 */
import fc from 'fast-check'
import type { Settings } from '../src/codec/index.ts'
import type { NdArray } from '../src/interpreters/ndarray/index.ts'
import { layers } from '../src/layers/index.ts'
import { layerCases, layerSubject } from '../src/laws/layer.ts'
import type { Mutant, Trial } from '../src/laws/mutants.ts'
import { mutate, pullbackTrial } from '../src/laws/mutants.ts'
import { termCases, termSubject } from '../src/laws/term.ts'
import { terms } from '../src/losses/index.ts'
import type { Sizes } from '../src/tensor/shape.ts'
import { distance, trajectoryOf } from './reference/trajectory.ts'
import { array, reference } from './reference/values.ts'

/** Mutants that change numbers and are right all the same. */
const equivalent: ReadonlyArray<{
  readonly subject: string
  readonly name: string
  readonly mistake: string
  readonly reason: string
}> = []

const isEquivalent = (subject: string, { name, mistake }: Mutant): boolean =>
  equivalent.some((one) => one.subject === subject && one.name === name && one.mistake === mistake)

let survived = 0
let killed = 0

const report = (subject: string, mutants: ReadonlyArray<Mutant>): void => {
  const of = (fate: Mutant['fate']): ReadonlyArray<Mutant> => mutants.filter((mutant) => mutant.fate === fate)
  const survivors = of('survived').filter((mutant) => !isEquivalent(subject, mutant))
  console.log(
    `${subject}: ${of('killed').length} killed, ${survivors.length} survived, ${of('without effect').length} without effect on any result`,
  )
  for (const { operation, name, mistake, operations } of survivors)
    console.log(
      `  survived: ${mistake} in operation ${operation} (${name}) of ${operations.length}: ${operations.slice(0, 24).join(' ')}`,
    )
  killed += of('killed').length
  survived += survivors.length
}

/** Few cases where one has many operations, more where layers hold layers. */
const casesFor = (name: string): number =>
  ['contractive', 'gradientPenalty', 'gru', 'lstm'].includes(name)
    ? 2
    : ['beta', 'negativeBinomial', 'zeroInflatedNegativeBinomial'].includes(name)
      ? 4
      : ['slicedWasserstein', 'multiScaleSsim'].includes(name)
        ? 8
        : name.endsWith('Attention')
          ? 20
          : ['residual', 'parallel', 'bilinear'].includes(name)
            ? 60
            : 30

/** Products of single numbers commute, sums over one are none, and one number does not vary: nothing of a case to try mutants on has extent 1. */
const isRoomy = (sizes: Sizes, settings: Settings): boolean =>
  sizes.every((extent) => extent > 1) &&
  [...JSON.stringify(settings).matchAll(/"(?:units|width|window)":(\d+)/g)].every(([, extent]) => Number(extent) > 1)

/**
 * Some layers that hold layers are tried around a few layers alone: each sequence of operations takes several cases,
 * and around arbitrary layers most come once.
 */
const isCommon = (name: string, settings: Settings): boolean => {
  // Windows that overlap take operations for each of their entries: those of three by three say what larger ones would.
  if (name.endsWith('Pool2d')) return Number(settings.kernel) <= 3
  if (!['weightNorm', 'spectralNorm', 'bilinear', 'crossAttention'].includes(name)) return true
  const inside = [...JSON.stringify(settings).matchAll(/"layer":"(\w+)"/g)].map(([, layer]) => layer)
  return (
    inside.every((layer) => layer === 'dense' || layer === 'tanh') &&
    (['bilinear', 'crossAttention'].includes(name) || inside.length === 1)
  )
}

/** Terms that hold terms are tried around those of few operations: the others are tried by themselves. */
const isCommonTerm = (name: string, settings: Settings): boolean =>
  name !== 'columnLikelihoods' ||
  [...JSON.stringify(settings).matchAll(/"term":"(\w+)"/g)].every(([, term = '']) =>
    ['mse', 'mae', 'huber', 'laplace', 'poisson', 'bceWithLogits', 'softmaxCrossEntropy'].includes(term),
  )

/** `npm run mutants -- dense mse` tries these rows alone, `npm run mutants -- 1/2` every other of all. */
const words = process.argv.slice(2)
const [, part = '1', parts = '1'] = words.flatMap((word) => /^(\d+)\/(\d+)$/.exec(word) ?? [])
const wanted = words.filter((word) => !word.includes('/'))
const isWanted = ({ name }: { readonly name: string }): boolean => wanted.length === 0 || wanted.includes(name)
const isMine = (_: unknown, i: number): boolean => i % Number(parts) === Number(part) - 1

/** The same cases every time, each at three points: along one direction a mistake may cancel by chance. */
const sampled = <Case extends { readonly seed: number }>(from: fc.Arbitrary<Case>, name: string) =>
  fc
    .sample(from, { numRuns: casesFor(name), seed: 1 })
    .flatMap((one) => [0, 1, 2].map((further) => ({ ...one, seed: one.seed + further })))

for (const row of Object.values(layers).filter(isWanted).filter(isMine)) {
  const from = layerCases(row, layers).filter(
    ({ settings, sizes, rows }) => isCommon(row.name, settings) && isRoomy([rows, ...sizes], settings),
  )
  const trials = sampled(from, row.name).map((one) => pullbackTrial(layerSubject(one)))
  report(`layer ${row.name}`, mutate(trials))
}

for (const row of Object.values(terms).filter(isWanted).filter(isMine)) {
  const from = termCases(row).filter(
    ({ settings, sizes, rows }) =>
      isCommonTerm(row.name, settings) && isRoomy([rows, ...sizes.input, ...sizes.code], settings),
  )
  const trials = sampled(from, row.name).map((one) => pullbackTrial(termSubject(row, one)))
  report(`loss ${row.name}`, mutate(trials))
}

/** The trial of an update: does its trajectory go through the points of the reference? Over at the first that is off. */
const trialOf =
  ({ optimiser, trajectory }: (typeof cases)[number]): Trial =>
  (spy) =>
  () => {
    const results: Array<NdArray> = []
    for (const point of trajectoryOf(optimiser, spy.algebra, spy.on)) {
      const [expected = []] = trajectory.slice(results.length)
      results.push(array(point, [point.length]))
      if (!(distance([point], [expected]) < 1e-10)) return { holds: false, results }
    }
    return { holds: results.length === trajectory.length, results }
  }

const { cases } = reference('updates')
const chainOf = ({ optimiser }: (typeof cases)[number]): string => optimiser.map(({ update }) => update).join(' → ')
for (const chain of wanted.length === 0 ? [...new Set(cases.map(chainOf))].filter(isMine) : [])
  report(`update ${chain}`, mutate(cases.filter((one) => chainOf(one) === chain).map(trialOf)))

for (const { subject, name, mistake, reason } of equivalent)
  console.log(`equivalent: ${subject}, ${mistake} in ${name}: ${reason}`)
console.log(`${killed} mutants killed, ${survived} survived`)
process.exitCode = survived === 0 ? 0 : 1
