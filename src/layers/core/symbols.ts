import type { Expression } from '../../expression/expression.ts'
import { expressions, input } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { rowsOf } from '../../tensor/shape.ts'
import type { Built } from './layer.ts'
import type { Stage, StageInput } from './stage.ts'

/** The inputs of a layer as symbols under their local names, for N examples of these sizes. */
export const symbolsOf = (built: Built, sizes: Sizes): StageInput<Expression> => ({
  x: input('x', rowsOf(sizes)),
  parameters: {
    ...Named.map(built.parameters, ({ shape }, name) => input(name, shape)),
    ...Named.map(built.shared, ({ shape }, name) => input(name, shape)),
  },
  buffers: Named.map(built.buffers, ({ shape }, name) => input(name, shape)),
  noise: Named.map(built.noise, ({ shape, per }, name) => input(name, per === 'row' ? rowsOf(shape) : shape)),
  ...present({
    condition: built.condition === undefined ? undefined : input('condition', rowsOf([built.condition])),
  }),
})

/** Runs a layer on symbols: its shapes are checked, nothing is computed. */
export const runOnSymbols = (built: Built, sizes: Sizes): Stage<Expression> =>
  built.program(expressions, symbolsOf(built, sizes))
