import * as Either from 'fp-ts/lib/Either.js'
import { failure, struct } from '../../codec/index.ts'
import type { CodePrior } from '../../losses/index.ts'
import type { Model } from '../../model/index.ts'
import { priorOf } from '../../model/index.ts'
import type { Distribution, Stream } from '../../random/index.ts'
import { fillRows } from '../../random/index.ts'
import type { Points } from '../../statistics/index.ts'
import { pointAt } from '../../statistics/index.ts'
import { lastExtent, product } from '../../tensor/shape.ts'
import type { CodeDensity } from './density.ts'
import { defineCodeDensity, densityOf } from './density.ts'

/** Random numbers, [length × width], those of each row under its own number. */
const drawRows = (length: number, width: number, distribution: Distribution, from: Stream): Float64Array => {
  const values = new Float64Array(length * width)
  const rows = Uint32Array.from({ length }, (_, i) => i)
  fillRows(from, rows, width, distribution, values)
  return values
}

const gaussian = (width: number): CodeDensity => ({
  sample: (length, from) => ({ length, width, values: drawRows(length, width, { kind: 'normal' }, from) }),
  logDensity: (codes) =>
    Float64Array.from({ length: codes.length }, (_, row) => {
      let squares = 0
      for (const entry of pointAt(codes, row)) squares += entry * entry
      return -0.5 * (squares + width * Math.log(2 * Math.PI))
    }),
})

const bernoulli = (width: number, rate: number): CodeDensity => ({
  sample: (length, from) => {
    const values = drawRows(length, width, { kind: 'bernoulli', probability: rate }, from)
    return { length, width, values }
  },
})

/** One of so many classes for each group, one-hot. */
const categorical = (groups: number, classes: number): CodeDensity => ({
  sample: (length, from): Points => {
    const width = groups * classes
    const values = new Float64Array(length * width)
    drawRows(length, groups, { kind: 'uniform' }, from).forEach((uniform, group) => {
      values[group * classes + Math.floor(uniform * classes)] = 1
    })
    return { length, width, values }
  },
})

/** Vectors of so many normal numbers, divided by their length: all directions are equally likely (Muller 1959). */
const spherical = (width: number, dimensions: number): CodeDensity => ({
  sample: (length, from) => {
    const values = drawRows(length, width, { kind: 'normal' }, from)
    for (let start = 0; start < values.length; start += dimensions) {
      const vector = values.subarray(start, start + dimensions)
      const norm = Math.hypot(...vector)
      vector.forEach((entry, j) => (vector[j] = entry / norm))
    }
    return { length, width, values }
  },
})

/** The number of classes of a categorical code: the last axis of its logits. */
const classesOf = ({ encoder, code }: Model): number => lastExtent(encoder.layers.at(-1)?.built.aux['logits'] ?? code)

const densityFor = (prior: CodePrior, model: Model): CodeDensity => {
  const width = product(model.code)
  switch (prior.kind) {
    case 'gaussian':
      return gaussian(width)
    case 'bernoulli':
      return bernoulli(width, prior.rate)
    case 'categorical':
      return categorical(width / classesOf(model), classesOf(model))
    case 'spherical':
      return spherical(width, lastExtent(model.code))
  }
}

/**
 * The prior that the loss of the model pulls codes towards: N(0, I) for `kl`, `mmd`, `slicedWasserstein` and
 * `adversarialPrior`, entries that are on at the rate of `klBernoulli`, classes that are equally likely for
 * `klCategorical`, all directions alike for `klUniform`. A model whose loss has none of these has no prior.
 */
export const prior = defineCodeDensity({
  name: 'prior',
  summary: 'The prior of the model, which its loss pulls codes towards.',
  codec: struct({}),
  build: (_settings, model, where) => {
    const found = priorOf(model)
    if (found === undefined)
      return failure({
        fault: 'wrong model',
        where,
        expected: 'a loss with a term that pulls codes towards a prior, such as kl or mmd',
        found: 'none',
        remedy: 'take a density that is fitted on the codes of the training rows, such as "gaussianMixture"',
      })
    return densityOf({
      needsTraining: false,
      fitted: struct({}),
      fit: () => Either.right({}),
      density: () => densityFor(found, model),
    })
  },
})
