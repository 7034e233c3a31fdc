import { describe, number, struct } from '../../../codec/index.ts'
import type { Model, ModelTerm } from '../../../model/index.ts'
import { product } from '../../../tensor/shape.ts'
import type { Found } from '../diagnosis.ts'
import { defineDiagnosis } from '../diagnosis.ts'
import { percent, short } from '../entries.ts'
import type { Subject } from '../subject.ts'
import { sampleRows } from '../subject.ts'

const settings = struct(
  {},
  {
    share: describe(
      number({ minimum: 0, maximum: 1 }),
      'the share of entries of the target that the output need not reach; 0.01 by default',
    ),
    beta: describe(number({ minimum: 1 }), 'how many times kl may count as much as in the bound; 20 by default'),
  },
)

type Range = readonly [low: number, high: number]

const ranges: Readonly<Record<string, Range>> = {
  sigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
  relu: [0, Number.POSITIVE_INFINITY],
  softplus: [0, Number.POSITIVE_INFINITY],
}

/** Layers that only move numbers. */
const moving: ReadonlyArray<string> = ['reshape', 'flatten', 'permute', 'crop', 'unpatches', 'identity']

/** The activation that ends the decoder, before layers that only move numbers. */
const lastActivation = ({ decoder }: Model): string | undefined =>
  decoder.layers.map(({ spec }) => spec.layer).findLast((layer) => !moving.includes(layer))

const rangeText = ([low, high]: Range): string =>
  high === Number.POSITIVE_INFINITY ? `${low} and more` : `${low} to ${high}`

const termOf = ({ terms }: Model, ...names: ReadonlyArray<string>): ModelTerm | undefined =>
  terms.find(({ spec, coefficient }) => names.includes(spec.term) && coefficient !== 0)

/** bce wants probabilities, bceWithLogits numbers that are none. */
const activationFindings = (model: Model): ReadonlyArray<Found> => {
  const last = lastActivation(model)
  const [ofProbabilities, ofLogits] = [termOf(model, 'bce'), termOf(model, 'bceWithLogits')]
  const where = `decoder.${model.decoder.layers.length - 1}`
  if (ofProbabilities !== undefined && last !== 'sigmoid' && last !== 'softmax')
    return [
      {
        severity: 'fault',
        where,
        expected: 'probabilities, which bce compares',
        found: `"${last}", whose numbers are cut off at 0 and 1, without a gradient beyond`,
        remedy: 'take bceWithLogits, or end the decoder with sigmoid',
      },
    ]
  if (ofLogits === undefined || last === undefined || ranges[last] === undefined) return []
  return [
    {
      severity: 'fault',
      where,
      expected: 'logits, which bceWithLogits compares: any number',
      found: `"${last}", which gives ${rangeText(ranges[last])}`,
      remedy: `leave ${last} out, or take bce`,
    },
  ]
}

/** Targets that an output with bounds cannot reach. */
const rangeFindings = (subject: Subject, most: number): ReadonlyArray<Found> => {
  const { model } = subject
  const last = lastActivation(model)
  const range = last === undefined ? undefined : ranges[last]
  if (range === undefined || termOf(model, 'mse', 'mae', 'huber') === undefined) return []
  const { values, mask } = subject.sample(sampleRows.inference).target
  let [least, greatest, outside] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (mask?.[i] === 0) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
    if (value < range[0] || value > range[1]) outside++
  }
  if (outside <= most * values.length) return []
  return [
    {
      severity: 'fault',
      where: `decoder.${model.decoder.layers.length - 1}`,
      expected: `an output that reaches the target, ${short(least)} to ${short(greatest)}`,
      found: `"${last}", which gives ${rangeText(range)}: ${percent(outside / values.length)} of the entries are beyond`,
      remedy: `leave ${last} out, or bring the rows to ${rangeText(range)}`,
    },
  ]
}

/** kl is a sum over the code; beside a mean over the entries it counts as often as there are entries. */
const balanceFindings = (model: Model, most: number): ReadonlyArray<Found> => {
  const divergence = termOf(model, 'kl')
  const compared = model.terms.find(({ built, coefficient }) => built.rows !== undefined && coefficient !== 0)
  if (divergence === undefined || compared === undefined || compared.built.isLikelihood) return []
  const [weight, other] = [divergence.coefficient, compared.coefficient]
  if (typeof weight !== 'number' || typeof other !== 'number') return []
  const beta = (weight * product(model.target)) / other
  if (beta <= most) return []
  return [
    {
      severity: 'warning',
      where: `loss[${divergence.index}]`,
      expected: `a sum over the entries of a row beside kl, as in the evidence lower bound`,
      found: `${compared.name}, a mean over ${product(model.target)} entries: kl counts ${short(beta)} times as much as in the bound`,
      remedy: `summed(${compared.spec.term}), or weighted(${short(1 / product(model.target))}, kl)`,
    },
  ]
}

/**
 * A loss that does not fit the output or the rows: `bce` of numbers that are no probabilities, `bceWithLogits` behind a sigmoid,
 * an activation at the end of the decoder that cannot reach more than 1 % of the target, and `kl` beside a mean over the entries,
 * which makes it count many times as much as in the bound (β above 20; Higgins et al. 2017 take 4, and call 250 much).
 */
export const unfitLoss = defineDiagnosis({
  name: 'unfitLoss',
  summary: 'A loss that does not fit the output of the decoder, or the rows.',
  codec: settings,
  check: async (subject, { share = 0.01, beta = 20 }) => [
    ...activationFindings(subject.model),
    ...rangeFindings(subject, share),
    ...balanceFindings(subject.model, beta),
  ],
})
