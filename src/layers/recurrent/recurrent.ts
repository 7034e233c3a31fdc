import type { TypeOf } from '../../codec/index.ts'
import { boolean, choice, struct } from '../../codec/index.ts'
import type { Named } from '../../tensor/named.ts'
import type { Sizes } from '../../tensor/shape.ts'
import type { Cell } from './cell.ts'
import { units } from '../dense/dense.ts'
import type { Parameter } from '../core/initial.ts'
import type { LayerDefinition } from '../core/layer.ts'
import { built, row, wrongSizes } from '../core/layer.ts'
import type { Net } from '../core/net.ts'
import { append } from '../core/net.ts'
import { unroll } from './unroll.ts'

const settings = struct({ units }, { returns: choice('last', 'sequence'), mask: boolean, reverse: boolean })

export type Returns = 'last' | 'sequence'

/** How a recurrent layer reads a sequence, and what it gives. */
export interface RecurrentOptions<R extends Returns> extends Omit<TypeOf<typeof settings>, 'units' | 'returns'> {
  /** The last state, or the states of all steps; the last one by default. */
  readonly returns?: R
}

/** Graphs grow with every step, and so does the time to prepare them: longer sequences would seem to hang. */
const longest = 4096

/** W begins as in a dense layer of h units for each gate, U with orthonormal rows, biases at 0. */
const parametersOf = ({ gates, bias }: Cell, features: number, h: number): Named<Parameter> => {
  const zeros = (width: number): Parameter => ({ shape: [width], initialiser: 'zeros', fan: { in: features, out: h } })
  return {
    'input.weight': { shape: [features, gates * h], initialiser: 'glorotUniform', fan: { in: features, out: h } },
    'input.bias': zeros(gates * h),
    'state.weight': { shape: [h, gates * h], initialiser: 'orthogonal', fan: { in: h, out: h } },
    ...(bias ? { 'state.bias': zeros(h) } : {}),
  }
}

/** The row of a recurrent layer. */
export const recurrent = (cell: Cell, summary: string): LayerDefinition =>
  row({
    name: cell.name,
    summary,
    codec: () => settings,
    build: ({ units: h, returns = 'last', mask = false, reverse = false }, input, context) => {
      const [length = 0, features] = input
      if (features === undefined || length < 1 || input.length > 2)
        return wrongSizes(
          context,
          'a sequence of at least one vector, [t, f]',
          input,
          'repeatVector(t) makes one of [f]',
        )
      if (length > longest)
        return wrongSizes(
          context,
          `a sequence of at most ${longest} vectors, because every step is written out`,
          input,
          'shorten it before, by a convolution with a stride or a pooling',
        )
      return built({
        output: returns === 'last' ? [h] : [length, h],
        parameters: parametersOf(cell, features, h),
        program: unroll(cell, { length, units: h, returns, mask, reverse }),
      })
    },
    mirror: ({ units: _, ...spec }, [length, features = 1]) => {
      if (spec.returns === 'sequence') return { ...spec, layer: cell.name, units: features }
      throw new Error(
        `mirror: ${cell.name} gives its last state alone, which does not lead back by itself; write the decoder out: ` +
          `repeatVector(${length}), ${cell.name}(…, { returns: 'sequence' }), dense(${features})`,
      )
    },
  })

type RecurrentOutput<Input extends Sizes, Units extends number, R extends Returns> = R extends 'last'
  ? readonly [Units]
  : Input extends readonly [infer T extends number, number]
    ? readonly [T, Units]
    : readonly [number, Units]

/** The typed function of a recurrent layer: [T, F] → [units], or [T, units] for all states. */
export const recurrentLayer =
  (name: string) =>
  <const Units extends number, R extends Returns = 'last'>(width: Units, options: RecurrentOptions<R> = {}) =>
  <Input extends Sizes, Output extends readonly [number, number], Aux extends string>(
    net: Net<Input, Output, Aux>,
  ): Net<Input, RecurrentOutput<Output, Units, R>, Aux> =>
    append(net, { layer: name, units: width, ...options })
