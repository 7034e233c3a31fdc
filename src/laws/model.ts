import fc from 'fast-check'
import type { Model } from '../model/index.ts'
import { isDiscriminatorParameter, loss } from '../model/index.ts'
import { path, stream } from '../random/index.ts'
import { initialValues } from '../layers/index.ts'
import { wrap } from '../interpreters/ndarray/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import type { Domain } from '../losses/index.ts'
import type { Differentiable } from './differentiable.ts'
import { agreesWithDifferences } from './differences.ts'
import { agreesWithDual } from './duality.ts'
import type { Laws } from './law.ts'
import { isLinear } from './linearity.ts'
import { dyadic, inDomain, noiseFor } from './numbers.ts'
import { isPure } from './purity.ts'

/** A model at a random point. */
export interface ModelCase {
  readonly rows: number
  readonly seed: number
}

/** Where the targets of a model must lie for all terms of its loss. */
const domainOf = ({ terms }: Model): Domain =>
  terms
    .map(({ built: { rows, targets } }) => (rows === undefined ? 'real' : targets))
    .find((domain) => domain !== 'real') ?? 'real'

const isBias = (shape: ReadonlyArray<number>): boolean => shape.length === 1

/** The loss of a model as a function of its parameters, at initial weights, small biases, random rows and noise. */
export const modelSubject = (model: Model, { rows, seed }: ModelCase): Differentiable => {
  const from = stream(seed)
  const x = inDomain(domainOf(model), path(from, 'x'), [rows, ...model.input])
  const noise = noiseFor(from, model.noise, rows)
  const condition =
    model.condition === undefined ? undefined : dyadic(path(from, 'condition'), [rows, model.condition.width])
  const begin = initialValues(model, (name) => path(from, name))
  const buffers = Named.map(model.buffers, ({ shape }, name) => wrap(Named.get(begin.buffers, name), shape))
  return {
    stream: from,
    variables: Named.map(model.parameters, ({ shape }, name) =>
      isBias(shape) ? dyadic(path(from, name), shape, { most: 0.125 }) : wrap(Named.get(begin.parameters, name), shape),
    ),
    run: (A, lift, parameters) => {
      const { total, gradients, discriminator } = loss(
        A,
        model,
        { parameters, buffers: Named.map(buffers, lift) },
        Named.map(noise, lift),
        { x: lift(x), ...present({ condition: condition === undefined ? undefined : lift(condition) }) },
      )
      const discriminatorLoss = discriminator?.()
      return {
        outputs: { loss: total, ...present({ discriminator: discriminatorLoss?.value }) },
        pullback: (cotangents) => {
          const of = (name: string) => Named.get(cotangents, isDiscriminatorParameter(name) ? 'discriminator' : 'loss')
          return Named.map({ ...gradients(), ...discriminatorLoss?.gradients() }, (gradient, name) =>
            A.mul(gradient, A.expand(of(name), A.shape(gradient))),
          )
        },
      }
    },
  }
}

/** The laws of gradients for one model. */
export const modelLaws = (model: Model): Laws<ModelCase> => ({
  subject: 'the gradient of this model',
  cases: fc.record({ rows: fc.integer({ min: 1, max: 4 }), seed: fc.nat() }),
  laws: [
    { name: 'the gradient agrees with dual numbers', verdict: (one) => agreesWithDual(modelSubject(model, one)) },
    {
      name: 'the gradient agrees with central differences',
      verdict: (one) => agreesWithDifferences(modelSubject(model, one)),
    },
    { name: 'the pullback is linear', verdict: (one) => isLinear(modelSubject(model, one)) },
    {
      name: 'nothing is written to and the same input gives the same bits',
      verdict: (one) => isPure(modelSubject(model, one)),
    },
  ],
  show: (one) => JSON.stringify(one),
})
