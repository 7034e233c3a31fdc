import { select } from '../../data/index.ts'
import { drawNoise } from '../../engines/index.ts'
import { arrayOf, rowsOf } from '../../engines/reference/hostArrays.ts'
import type { NdArray } from '../../interpreters/ndarray/index.ts'
import { numbersOf } from '../../interpreters/ndarray/index.ts'
import type { Model } from '../../model/index.ts'
import { loss } from '../../model/index.ts'
import { path, permutation } from '../../random/index.ts'
import * as Named from '../../tensor/named.ts'
import { rowsOf as hostRowsOf } from '../../training/batches.ts'
import { evaluator, referenceWeights } from './referenceRows.ts'
import type { Subject } from './subject.ts'

/** Two terms on the parameters of one layer. */
export interface TermPair {
  readonly terms: readonly [string, string]
  /** The cosine between their gradients, a mean over minibatches. */
  readonly cosine: number
  /** The greater norm divided by the other. */
  readonly ratio: number
}

/** The pairs of terms of a loss on the parameters of one layer. */
export interface BlockGradients {
  /** The layer: `encoder.2`. */
  readonly block: string
  readonly pairs: ReadonlyArray<TermPair>
}

/** Rows of a minibatch: few, so that terms that only trade off at rest, summed over many rows, are told from terms that fight. */
export const batchSize = 8

/** The layer that a parameter belongs to: `encoder.2` of `encoder.2.weight`. */
const blockOf = (name: string): string => name.split('.').slice(0, 2).join('.')

const numbers = (array: NdArray) => numbersOf('float32', array)

/** The model with one term of its loss. */
const withTerm = (model: Model, index: number): Model => ({
  ...model,
  terms: model.terms.filter((term) => term.index === index),
})

/** The gradient of every active term on some rows, with its weight at the end of training and the noise of training. */
const gradientsOn = ({ model, weights, training, seed }: Subject, rows: Uint32Array, minibatch: number) => {
  const batch = rowsOf(hostRowsOf(select(training.rows, rows)))
  const noise = drawNoise(model.noise, rows.length, (name, per) => [
    path(seed, 'noise', name, minibatch),
    per === 'row' ? rows : [minibatch],
  ])
  const arrays = Named.map(noise, arrayOf)
  const own = referenceWeights(weights)
  return model.terms
    .filter(({ coefficient }) => coefficient !== 0)
    .map(({ name, index }) => ({
      name,
      gradients: Named.map(loss(evaluator, withTerm(model, index), own, arrays, batch).gradients(), numbers),
    }))
}

type TermGradients = ReturnType<typeof gradientsOn>[number]

/** The inner product of two gradients on the parameters of a layer. */
const dot = (a: TermGradients, b: TermGradients, block: string): number => {
  let sum = 0
  for (const [name, mine] of Object.entries(a.gradients)) {
    if (blockOf(name) !== block) continue
    const other = Named.get(b.gradients, name)
    for (let i = 0; i < mine.length; i++) sum += (mine[i] ?? 0) * (other[i] ?? 0)
  }
  return sum
}

/** Two terms on a layer; nothing where one of them has no gradient there. */
const pairOn = (
  a: TermGradients,
  b: TermGradients,
  block: string,
): ReadonlyArray<TermPair & { readonly block: string }> => {
  const [norm, otherNorm] = [Math.sqrt(dot(a, a, block)), Math.sqrt(dot(b, b, block))]
  if (norm === 0 || otherNorm === 0) return []
  const ratio = Math.max(norm, otherNorm) / Math.min(norm, otherNorm)
  return [{ block, terms: [a.name, b.name], cosine: dot(a, b, block) / (norm * otherNorm), ratio }]
}

const pairsOn = (terms: ReadonlyArray<TermGradients>): ReadonlyArray<TermPair & { readonly block: string }> => {
  const blocks = [...new Set(Object.keys(terms[0]?.gradients ?? {}).map(blockOf))]
  return terms.flatMap((a, i) => terms.slice(0, i).flatMap((b) => blocks.flatMap((block) => pairOn(a, b, block))))
}

const average = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0) / numbers.length

const groupedBy = <A>(all: ReadonlyArray<A>, keyOf: (one: A) => string): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, ReadonlyArray<A>>()
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

/** How the gradients of the terms of a loss lie to each other on every layer, over some minibatches of training rows. */
export const termGradientsOf = (subject: Subject, minibatches: number): ReadonlyArray<BlockGradients> => {
  const order = permutation(path(subject.seed, 'gradients'), subject.training.rows.length)
  const size = Math.min(batchSize, order.length)
  const count = Math.min(minibatches, Math.floor(order.length / size))
  const all = Array.from({ length: count }, (_, i) =>
    pairsOn(gradientsOn(subject, order.slice(i * size, (i + 1) * size), i)),
  ).flat()
  return [...groupedBy(all, ({ block }) => block)].map(([block, found]) => ({
    block,
    pairs: [...groupedBy(found, ({ terms }) => terms.join(' ')).values()].flatMap((same) => {
      const [first] = same
      if (first === undefined) return []
      const cosine = average(same.map((one) => one.cosine))
      return [{ terms: first.terms, cosine, ratio: average(same.map(({ ratio }) => ratio)) }]
    }),
  }))
}
