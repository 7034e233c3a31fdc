import type { Cost } from '../interpreters/cost/index.ts'
import { costOf } from '../interpreters/cost/index.ts'
import type { Style } from '../interpreters/text/index.ts'
import { equations as drawEquations } from '../interpreters/text/index.ts'
import type { Built, Placed } from '../layers/index.ts'
import { runOnSymbols, symbolsOf } from '../layers/index.ts'
import type { Model } from '../model/index.ts'
import { allGradients, lossOnSymbols } from '../model/index.ts'
import { expressions, input } from '../expression/expression.ts'
import type { Sizes } from '../tensor/shape.ts'
import { product, rowsOf } from '../tensor/shape.ts'

/** A line of the table of layers. */
export interface LayerLine {
  readonly name: string
  readonly layer: string
  readonly output: Sizes
  readonly parameters: number
  /** Forward operations a row. */
  readonly flops: number
}

/** What a model is made of and what it costs before anything runs. */
export interface Description {
  readonly layers: ReadonlyArray<LayerLine>
  readonly parameters: number
  /** Forward operations a row, encoder and decoder. */
  readonly forward: Cost
  /** Loss and gradient for a batch: operations, and bytes of all intermediate results. */
  readonly step: Cost & { readonly batch: number }
}

const countParameters = ({ parameters }: Pick<Built, 'parameters'>): number =>
  Object.values(parameters).reduce((sum, { shape }) => sum + product(shape), 0)

const lineOf =
  (network: string) =>
  (placed: Placed, i: number): LayerLine => ({
    name: `${network}.${i}`,
    layer: placed.spec.layer,
    output: placed.built.output,
    parameters: countParameters(placed.built),
    flops: costOf([runOnSymbols(placed.built, placed.input).y], 1).flops,
  })

/** The layers of a model with their shapes, parameters and operations. */
export const describe = (model: Model, batch = 1): Description => {
  const value = lossOnSymbols(model)
  return {
    layers: [
      ...model.encoder.layers.map(lineOf('encoder')),
      ...model.decoder.layers.map(lineOf('decoder')),
      ...(model.discriminator?.layers.map(lineOf('discriminator')) ?? []),
    ],
    parameters: countParameters(model),
    forward: costOf([value.output], 1),
    step: { ...costOf([value.total, ...Object.values(allGradients(value))], batch), batch },
  }
}

/** The equations of one layer: what it gives, and what it gives back. */
export interface Equations {
  readonly name: string
  readonly layer: string
  readonly lines: ReadonlyArray<string>
}

const symbols: Readonly<Record<string, string>> = { weight: 'W', bias: 'b' }

const symbolOf = (name: string): string => symbols[name] ?? name

const equationsOf =
  (network: string, style: Style) =>
  (placed: Placed, i: number): Equations => {
    const inputs = symbolsOf(placed.built, placed.input)
    const stage = placed.built.program(expressions, inputs)
    const dy = input('dy', rowsOf(placed.built.output))
    const { dx, dparameters } = stage.pullback(dy, {})
    const entries = [...Object.entries(inputs.parameters), ...Object.entries(inputs.noise)]
    const known = new Map(entries.map(([name, node]) => [node, symbolOf(name)]))
    const names = stage.y === inputs.x ? known : new Map([...known, [stage.y, 'y'] as const])
    const cotangents = Object.entries(dparameters).map(([name, d]) => [`d${symbolOf(name)}`, d] as const)
    return {
      name: `${network}.${i}`,
      layer: placed.spec.layer,
      lines: drawEquations([['y', stage.y], ['dx', dx], ...cotangents], style, { names }),
    }
  }

/** The equations of every layer, forward and backward. */
export const equations = (model: Model, style: Style): ReadonlyArray<Equations> => [
  ...model.encoder.layers.map(equationsOf('encoder', style)),
  ...model.decoder.layers.map(equationsOf('decoder', style)),
  ...(model.discriminator?.layers.map(equationsOf('discriminator', style)) ?? []),
]
