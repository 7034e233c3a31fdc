import type { Dimension, Output, Value } from '../../compiler/index.ts'
import type { Noise } from '../../layers/index.ts'
import type { Model, Rows, Weights } from '../../model/index.ts'
import type { Expression } from '../../expression/expression.ts'
import { input } from '../../expression/expression.ts'
import type { Dtype } from '../../tensor/host.ts'
import * as Named from '../../tensor/named.ts'
import { present } from '../../tensor/present.ts'
import type { Extent, Shape, Sizes } from '../../tensor/shape.ts'
import { batch, isSymbolic } from '../../tensor/shape.ts'
import type { HostRows } from '../engine.ts'
import type { Scope } from './names.ts'
import { inputNames, scopedName } from './names.ts'

type NamedOf<T> = Named.Named<T>

/** Which optional tensors the rows have. */
export type OptionalInputs = Readonly<
  Record<'weight' | 'mask', boolean> & Partial<Record<'target' | 'targetMask', boolean>>
>

export const optionalInputsOf = ({ weight, mask, target, targetMask }: HostRows): OptionalInputs => ({
  weight: weight !== undefined,
  mask: mask !== undefined,
  target: target !== undefined,
  targetMask: targetMask !== undefined,
})

/** The part of a graph's name that depends on the optional inputs. */
export const graphSuffix = ({ weight, mask, target = false, targetMask = false }: OptionalInputs): string =>
  `${weight ? '-weighted' : ''}${mask ? '-masked' : ''}${target ? '-targeted' : ''}${targetMask ? '-targetMasked' : ''}`

export const dimensions = (shape: Shape): ReadonlyArray<Dimension> =>
  shape.map((extent) => (isSymbolic(extent) ? (extent.batch === 1 ? 'N' : `${extent.batch}N`) : extent))

/** A symbol for each of some tensors of known shapes, named below a scope. */
export const symbols = (scope: Scope, shapes: NamedOf<{ readonly shape: Sizes }>): NamedOf<Expression> =>
  Named.map(shapes, ({ shape }, name) => input(scopedName(scope, name), shape))

export const weightSymbols = ({ parameters, buffers }: Model): Weights<Expression> => ({
  parameters: symbols('parameters', parameters),
  buffers: symbols('buffers', buffers),
})

export const rowSymbols = (
  { input: sizes, target: targetSizes, condition }: Model,
  { weight, mask, target = false, targetMask = false }: OptionalInputs,
  n: Extent = batch,
): Rows<Expression> => ({
  x: input(inputNames.x, [n, ...sizes]),
  ...present({
    weight: weight ? input(inputNames.weight, [n]) : undefined,
    mask: mask ? input(inputNames.mask, [n, ...sizes]) : undefined,
    condition: condition && input(inputNames.condition, [n, condition.width]),
    target: target ? input(inputNames.target, [n, ...targetSizes]) : undefined,
    targetMask: targetMask ? input(inputNames.targetMask, [n, ...targetSizes]) : undefined,
  }),
})

export const noiseSymbols = (noise: NamedOf<Noise>, n: Extent = batch): NamedOf<Expression> =>
  Named.map(noise, ({ shape, per }, name) => input(scopedName('noise', name), per === 'row' ? [n, ...shape] : shape))

/** The outputs of a graph: each result with the value that it was lowered to. */
export const outputsOf = (
  results: NamedOf<Expression>,
  values: ReadonlyArray<Value>,
  type: Dtype,
): ReadonlyArray<Output> =>
  Object.entries(results).flatMap(([name, { shape }], i) => {
    const value = values[i]
    return value === undefined ? [] : [{ name, value, type, dimensions: dimensions(shape) }]
  })

/** The shapes of symbols by the names of the symbols. */
export const symbolShapes = (...records: ReadonlyArray<NamedOf<Expression>>): NamedOf<Shape> =>
  Object.fromEntries(
    records.flatMap((named) => Object.values(named).map(({ attributes, shape }) => [attributes.name ?? '', shape])),
  )
