import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { TypeOf } from '../../codec/index.ts'
import { boolean, choice, struct } from '../../codec/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { extentsOf } from '../../tensor/shape.ts'
import { defineLayer } from '../core/define.ts'
import type { Parameter } from '../core/initial.ts'
import type { Context, Layer } from '../core/layer.ts'
import { built, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { units } from '../dense/dense.ts'
import { sequenceOf } from '../shape/sequence.ts'
import type { Cell } from './cell.ts'
import { unroll } from './unroll.ts'

const settings = struct({ units }, { returns: choice('last', 'sequence'), mask: boolean, reverse: boolean })
type Settings = TypeOf<typeof settings>

export type Returns = 'last' | 'sequence'

/** How a recurrent layer reads a sequence, and what it returns. */
export interface RecurrentOptions<R extends Returns> extends Omit<Settings, 'units' | 'returns'> {
  /** The last state, or the states of all steps; the last one by default. */
  readonly returns?: R
}

/** Every step adds to the graph and to the time to compile it: longer sequences would seem to hang. */
const maxLength = 4096

const tooLong = (input: Sizes, context: Context) =>
  wrongSizes(
    context,
    `a sequence of at most ${maxLength} vectors, because the graph holds every step`,
    input,
    'shorten it first, by a convolution with a stride or by pooling',
  )

/** W is initialised as in a dense layer of h units for each gate, U with orthonormal rows, biases with 0. */
const parametersOf = ({ gates, bias }: Cell, features: number, h: number): Named<Parameter> => {
  const zeros = (width: number): Parameter => ({ shape: [width], initialiser: 'zeros', fan: { in: features, out: h } })
  return {
    'input.weight': { shape: [features, gates * h], initialiser: 'glorotUniform', fan: { in: features, out: h } },
    'input.bias': zeros(gates * h),
    'state.weight': { shape: [h, gates * h], initialiser: 'orthogonal', fan: { in: h, out: h } },
    ...(bias ? { 'state.bias': zeros(h) } : {}),
  }
}

interface RecurrentLayer {
  readonly name: string
  readonly summary: string
  readonly cell: Cell
}

const recurrentLayer = ({ name, summary, cell }: RecurrentLayer): Layer<Settings> => ({
  name,
  summary,
  codec: () => settings,
  build: ({ units: h, returns = 'last', mask = false, reverse = false }, input, context) =>
    pipe(
      sequenceOf(input, context),
      Either.flatMap(({ length, width }) =>
        length > maxLength
          ? tooLong(input, context)
          : built({
              output: returns === 'last' ? [h] : [length, h],
              padding: returns === 'last' ? 'handles' : 'keeps',
              parameters: parametersOf(cell, width, h),
              program: unroll(cell, { length, units: h, returns, mask, reverse }),
            }),
      ),
    ),
  mirror: ({ units: _, ...others }, input) => {
    const [length, features] = extentsOf(input, 2)
    if (others.returns === 'sequence') return { ...others, layer: name, units: features }
    throw new Error(
      `mirror: ${name} returns its last state alone, which has no mirror; write the decoder out: ` +
        `repeatVector(${length}), ${name}(…, { returns: 'sequence' }), dense(${features})`,
    )
  },
})

type RecurrentOutput<Input extends Sizes, Units extends number, R extends Returns> = R extends 'last'
  ? readonly [Units]
  : Input extends readonly [infer T extends number, number]
    ? readonly [T, Units]
    : readonly [number, Units]

/** Defines a recurrent layer from its cell: [T, F] → [units], or [T, units] for all states. */
export const defineRecurrent = (layer: RecurrentLayer) =>
  defineLayer(
    recurrentLayer(layer),
    (specify) =>
      <const Units extends number, R extends Returns = 'last'>(width: Units, options: RecurrentOptions<R> = {}) =>
      <Input extends Sizes, Output extends readonly [number, number], Aux extends string>(
        net: Net<Input, Output, Aux>,
      ): Net<Input, RecurrentOutput<Output, Units, R>, Aux> =>
        append(net, specify({ units: width, ...options })),
  )
