import type { Stream } from '../../random/index.ts'
import * as Named from '../../tensor/named.ts'
import { product } from '../../tensor/shape.ts'
import type { Initialiser } from './initialiser.ts'
import { initialise } from './initialiser.ts'
import type { BufferSpec, Parameter } from './layer.ts'

/** What begins as a function of how a parameter beside it begins: the norms of a weight. */
export interface DerivedInitial {
  /** The local name of that parameter. */
  readonly of: string
  readonly values: (numbers: Float64Array) => Float64Array
}

/** How a parameter begins: drawn at random, the same number everywhere, or following another one. */
export type Initial = Initialiser | number | DerivedInitial

/** The name of what stands beside a tensor: `encoder.0.weight` beside `encoder.0.bias`. */
const beside = (name: string, other: string): string => [...name.split('.').slice(0, -1), other].join('.')

/** The first values of all parameters and buffers, row-major; `streamOf` a name is where its numbers come from. */
export const initialValues = (
  tensors: { readonly parameters: Named.Named<Parameter>; readonly buffers: Named.Named<BufferSpec> },
  streamOf: (name: string) => Stream,
): { readonly parameters: Named.Named<Float64Array>; readonly buffers: Named.Named<Float64Array> } => {
  const following = ({ of: other, values }: DerivedInitial, name: string): Float64Array => {
    const leader = beside(name, other)
    return values(parameter(Named.get(tensors.parameters, leader), leader))
  }
  const filled = (shape: Parameter['shape'], value: number) => new Float64Array(product(shape)).fill(value)
  const parameter = ({ shape, initialiser, fan }: Parameter, name: string): Float64Array => {
    if (typeof initialiser === 'object') return following(initialiser, name)
    if (typeof initialiser === 'number') return filled(shape, initialiser)
    return initialise(initialiser, streamOf(name), shape, fan)
  }
  return {
    parameters: Named.map(tensors.parameters, parameter),
    buffers: Named.map(tensors.buffers, ({ shape, value }, name) =>
      typeof value === 'object' ? following(value, name) : filled(shape, value),
    ),
  }
}
