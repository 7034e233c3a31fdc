import type { Expression } from '../../expression/expression.ts'
import { expressions, input } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import { rowsOf, sameShape } from '../../tensor/shape.ts'
import type { Model } from '../model.ts'
import type { LossValue } from './loss.ts'
import { loss } from './loss.ts'

/** The loss of N rows as an expression graph, to estimate its cost without computing it. */
export const lossOnSymbols = (model: Model): LossValue<Expression> => {
  const weights = {
    parameters: Named.map(model.parameters, ({ shape }, name) => input(name, shape)),
    buffers: Named.map(model.buffers, ({ shape }, name) => input(name, shape)),
  }
  const noise = Named.map(model.noise, ({ shape, per }, name) => input(name, per === 'row' ? rowsOf(shape) : shape))
  return loss(expressions, model, weights, noise, {
    x: input('x', rowsOf(model.input)),
    ...(sameShape(model.target, model.input) ? {} : { target: input('target', rowsOf(model.target)) }),
    ...(model.condition === undefined ? {} : { condition: input('condition', rowsOf([model.condition.width])) }),
  })
}
