import type { Dimension, Output, Value } from '../../compiler/index.ts'
import type { Noise } from '../../layers/index.ts'
import type { Model, Rows, Weights } from '../../model/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { input } from '../../expression/expression.ts'
import * as Named from '../../tensor/named.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { batch, isSymbolic } from '../../tensor/shape.ts'
import type { Engine, HostRows } from '../engine.ts'

type NamedOf<T> = Named.Named<T>
type Dtype = Engine['dtype']

/** Which columns of rows are there beside x. */
export type OptionalInputs = Readonly<Record<'weight' | 'mask', boolean>>

export const optionalInputsOf = ({ weight, mask }: HostRows): OptionalInputs => ({
  weight: weight !== undefined,
  mask: mask !== undefined,
})

/** What of a graph's name depends on the columns. */
export const graphSuffix = ({ weight, mask }: OptionalInputs): string =>
  `${weight ? '-weighted' : ''}${mask ? '-masked' : ''}`

export const dimensions = (shape: Shape): ReadonlyArray<Dimension> =>
  shape.map((extent) => (isSymbolic(extent) ? (extent.batch === 1 ? 'N' : `${extent.batch}N`) : extent))

/** Symbols for tensors of known shapes, by names below a scope. */
export const symbols = (scope: string, shapes: NamedOf<{ readonly shape: Sizes }>): NamedOf<Expression> =>
  Named.map(shapes, ({ shape }, name) => input(`${scope}.${name}`, shape))

export const weightsOf = ({ parameters, buffers }: Model): Weights<Expression> => ({
  parameters: symbols('parameters', parameters),
  buffers: symbols('buffers', buffers),
})

export const rowSymbols = (
  { input: sizes, condition }: Model,
  { weight, mask }: OptionalInputs,
  n: Extent = batch,
): Rows<Expression> => ({
  x: input('x', [n, ...sizes]),
  ...(weight ? { weight: input('weight', [n]) } : {}),
  ...(mask ? { mask: input('mask', [n, ...sizes]) } : {}),
  ...(condition === undefined ? {} : { condition: input('condition', [n, condition.width]) }),
})

export const noiseSymbols = (noise: NamedOf<Noise>, n: Extent = batch): NamedOf<Expression> =>
  Named.map(noise, ({ shape, per }, name) => input(`noise.${name}`, per === 'row' ? [n, ...shape] : shape))

/** Results with the values that were made of them. */
export const paired = (
  results: NamedOf<Expression>,
  values: ReadonlyArray<Value>,
  type: Dtype,
): ReadonlyArray<Output> =>
  Object.entries(results).flatMap(([name, { shape }], i) => {
    const value = values[i]
    return value === undefined ? [] : [{ name, value, type, dimensions: dimensions(shape) }]
  })

export const symbolShapes = (...groups: ReadonlyArray<NamedOf<Expression>>): NamedOf<Shape> =>
  Object.fromEntries(
    groups.flatMap((group) => Object.values(group).map(({ attributes, shape }) => [attributes.name ?? '', shape])),
  )
