import type { Stream } from '../../random/index.ts'
import * as Named from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { product } from '../../tensor/shape.ts'
import type { BiasInitialiser, Fan, Initialiser } from './initialiser.ts'
import { initialise } from './initialiser.ts'

/** Initial values computed from those of another parameter of the same layer: the norms of a weight. */
export interface DerivedInitial {
  /** The local name of that parameter. */
  readonly of: string
  readonly values: (numbers: Float64Array) => Float64Array
}

/** The initial values of a parameter: drawn at random, one number everywhere, or computed from another parameter. */
export type Initial = Initialiser | number | DerivedInitial

/** A trainable tensor: its shape and its initial values. */
export interface Parameter {
  readonly shape: Sizes
  readonly initialiser: Initial
  readonly fan: Fan
  /** The axis that has an entry for each output, for layers that normalise a weight; the last by default. */
  readonly outputs?: number
}

/** The settings of a bias. */
export interface BiasOptions {
  readonly bias?: boolean
  readonly biasInitialiser?: BiasInitialiser
}

/** A tensor that a layer carries from step to step without a gradient: its shape and its initial value. */
export interface BufferSpec {
  readonly shape: Sizes
  readonly value: number | DerivedInitial
  /** Whether all its entries are positive at every step, as of a variance. */
  readonly positive?: boolean
}

/** The parameter `bias` of a layer with this many outputs, if it has one; `fan` is that of the weight. */
export const biasParameter = (
  outputs: number,
  fan: Fan,
  { bias = true, biasInitialiser = 'zeros' }: BiasOptions,
): Named.Named<Parameter> => (bias ? { bias: { shape: [outputs], initialiser: biasInitialiser, fan } } : {})

/** The full name of another tensor of the same layer: `encoder.0.weight` for `encoder.0.bias` and `weight`. */
const sibling = (name: string, other: string): string => [...name.split('.').slice(0, -1), other].join('.')

/** The initial values of all parameters and buffers, row-major; `streamOf` gives the random stream of a name. */
export const initialValues = (
  tensors: { readonly parameters: Named.Named<Parameter>; readonly buffers: Named.Named<BufferSpec> },
  streamOf: (name: string) => Stream,
): { readonly parameters: Named.Named<Float64Array>; readonly buffers: Named.Named<Float64Array> } => {
  const derived = ({ of: other, values }: DerivedInitial, name: string): Float64Array => {
    const source = sibling(name, other)
    return values(parameter(Named.get(tensors.parameters, source), source))
  }
  const filled = (shape: Parameter['shape'], value: number) => new Float64Array(product(shape)).fill(value)
  const parameter = ({ shape, initialiser, fan }: Parameter, name: string): Float64Array => {
    if (typeof initialiser === 'object') return derived(initialiser, name)
    if (typeof initialiser === 'number') return filled(shape, initialiser)
    return initialise(initialiser, streamOf(name), shape, fan)
  }
  return {
    parameters: Named.map(tensors.parameters, parameter),
    buffers: Named.map(tensors.buffers, ({ shape, value }, name) =>
      typeof value === 'object' ? derived(value, name) : filled(shape, value),
    ),
  }
}
