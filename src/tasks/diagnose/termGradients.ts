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

const batchSize = 64

/** The layer that a parameter belongs to: `encoder.2` of `encoder.2.weight`. */
const blockOf = (name: string): string => name.split('.').slice(0, 2).join('.')

type Gradients = ReadonlyMap<string, ReadonlyArray<number>>

/** Gradients, the parameters of a layer one after the other. */
const byBlock = (gradients: Named.Named<NdArray>): Gradients => {
  const blocks = new Map<string, Array<number>>()
  for (const [name, gradient] of Object.entries(gradients)) {
    const block = blocks.get(blockOf(name)) ?? []
    for (const value of numbersOf('float32', gradient)) block.push(value)
    blocks.set(blockOf(name), block)
  }
  return blocks
}

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
      gradients: byBlock(loss(evaluator, withTerm(model, index), own, arrays, batch).gradients()),
    }))
}

const dot = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

const pairsOn = (terms: ReturnType<typeof gradientsOn>): ReadonlyArray<TermPair & { readonly block: string }> =>
  terms.flatMap((a, i) =>
    terms.slice(0, i).flatMap((b) =>
      [...a.gradients].flatMap(([block, mine]) => {
        const other = b.gradients.get(block) ?? []
        const [norm, otherNorm] = [Math.sqrt(dot(mine, mine)), Math.sqrt(dot(other, other))]
        if (norm === 0 || otherNorm === 0) return []
        return [
          {
            block,
            terms: [a.name, b.name] as const,
            cosine: dot(mine, other) / (norm * otherNorm),
            ratio: Math.max(norm, otherNorm) / Math.min(norm, otherNorm),
          },
        ]
      }),
    ),
  )

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
