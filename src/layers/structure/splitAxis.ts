import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, TypeOf } from '../../codec/index.ts'
import { array, counted, describe, integer, struct } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import { present } from '../../tensor/present.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape, extentAt } from '../../tensor/shape.ts'
import { buildBranchesOn, runBranchesOn, widthsAlong } from '../core/branches.ts'
import { defineLayer } from '../core/define.ts'
import { sizeFault } from '../core/divisors.ts'
import type { Built, Context } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Program } from '../core/stage.ts'
import { axis, resolveAxis } from '../normalisation/features.ts'
import type { Add } from '../shape/arithmetic.ts'
import type { AxisOf, Joined, With } from './joined.ts'
import { joinedSizes, notJoinable } from './joined.ts'

const settings = (layers: Codec<ReadonlyArray<LayerSpec>>) =>
  struct(
    { branches: array(layers, { minItems: 1 }) },
    {
      parts: describe(
        array(integer({ minimum: 1 }), { minItems: 1 }),
        'the extent along the axis of the input of each branch; equal parts by default',
      ),
      axis: describe(axis, 'the axis that is cut and joined again, counted without the batch; the last by default'),
    },
  )
type Settings = TypeOf<ReturnType<typeof settings>>

interface Plan {
  /** The axis, counted from 0. */
  readonly at: number
  /** The sizes of the input of each branch. */
  readonly inputs: ReadonlyArray<Sizes>
}

/** The parts in the settings, or equal ones; a fault if they do not make up the axis. */
const partsOf = ({ parts, branches }: Settings, size: number, along: string, context: Context): Fallible<Sizes> => {
  const count = branches.length
  if (parts === undefined)
    return size % count === 0
      ? Either.right(branches.map(() => size / count))
      : sizeFault(context, 'branches', {
          expected: `a number of branches that divides the ${counted(size, 'entry', 'entries')} ${along}`,
          found: String(count),
          remedy: 'say with "parts" how many entries each gets',
        })
  if (parts.length !== count)
    return sizeFault(context, 'parts', {
      expected: `${counted(count, 'part')}, one for each branch`,
      found: String(parts.length),
    })
  const total = parts.reduce((sum, part) => sum + part, 0)
  const last = size - total + (parts.at(-1) ?? 0)
  return total === size
    ? Either.right(parts)
    : sizeFault(context, 'parts', {
        expected: `parts that add up to the ${counted(size, 'entry', 'entries')} ${along}`,
        found: `${parts.join(' + ')} = ${total}`,
        ...present({
          remedy: last >= 1 ? `the nearest that do: ${drawShape([...parts.slice(0, -1), last])}` : undefined,
        }),
      })
}

const planOf = (settings: Settings, input: Sizes, context: Context): Fallible<Plan> => {
  const wanted = settings.axis ?? -1
  const along = `of ${drawShape(input)} along axis ${wanted}`
  return pipe(
    resolveAxis(wanted, input, context),
    Either.flatMap((at) =>
      pipe(
        partsOf(settings, extentAt(input, at), along, context),
        Either.map((parts) => ({
          at,
          inputs: parts.map((part) => input.map((extent, i) => (i === at ? part : extent))),
        })),
      ),
    ),
  )
}

const program =
  (inside: ReadonlyArray<Built>, { at, inputs }: Plan): Program =>
  (A, input) => {
    const parts = inputs.map((sizes) => extentAt(sizes, at))
    const xs = split(A, input.x, at + 1, parts)
    const { outputs, pullback, ...rest } = runBranchesOn(A, inside, xs, input)
    return {
      ...rest,
      y: A.concat(outputs, at + 1),
      pullback: (dy, daux) => {
        const { dxs, dparameters } = pullback(split(A, dy, at + 1, widthsAlong(inside, at)), daux)
        return { dx: A.concat(dxs, at + 1), dparameters }
      },
    }
  }

/** The branches mirrored, each for the part that it was given; the parts of the way back are what the branches gave. */
const mirrored = ({ branches, ...rest }: Settings, { at, inputs }: Plan, context: Context): LayerSpec => ({
  ...rest,
  layer: 'splitAxis',
  parts: branches.map((branch, i) => {
    const inside = context.nest(branch, inputs[i] ?? [], `branches[${i}]`)
    return Either.isRight(inside) ? extentAt(inside.right.output, at) : 1
  }),
  branches: branches.map((branch, i) => context.mirror(branch, inputs[i] ?? [])),
})

/** Refuses an input that the parts do not make up, as far as the compiler knows. */
type Divided<Size extends number, Parts extends number> = number extends Size | Parts
  ? unknown
  : [Size] extends [Parts]
    ? unknown
    : `parts of ${Parts} entries do not make ${Size}`

/** The sizes of the input of a branch. */
type Part<S extends Sizes, Axis extends number, Size extends number> = With<S, AxisOf<S, Axis>, Size>

/**
 * The input cut in two along an axis, each part through a branch of its own, the outputs concatenated along the same
 * axis. In JSON there may be any number of parts; they are equal if none are given.
 *
 *     y = [f(x₁), g(x₂)]      dx = [f†(dy₁), g†(dy₂)]      x = [x₁, x₂]   dy = [dy₁, dy₂]
 *
 * @example
 * const encoder = pipe(input([10]), splitAxis([8, 2], (x) => pipe(x, dense(4), tanh), (x) => x), dense(3))
 */
export const splitAxis = defineLayer(
  {
    name: 'splitAxis',
    summary:
      'Split and concatenate: cuts an axis, the last by default, into parts, runs each through its own branch and concatenates the outputs.',
    codec: settings,
    example: { branches: [[], [{ layer: 'tanh' }]] },
    build: (given, input, context) =>
      pipe(
        planOf(given, input, context),
        Either.flatMap((plan) =>
          pipe(
            buildBranchesOn(given.branches, plan.inputs, context),
            Either.flatMap(({ inside, needs }) => {
              const output = joinedSizes(inside, plan.at)
              return output === undefined
                ? notJoinable(inside, given.axis ?? -1, context)
                : built({ ...needs, output, program: program(inside, plan) })
            }),
          ),
        ),
      ),
    mirror: (given, input, context) => {
      const plan = planOf(given, input, context)
      return Either.isLeft(plan) ? null : mirrored(given, plan.right, context)
    },
  },
  (specify) =>
    <
      Input extends Sizes,
      Output extends Sizes,
      Aux extends string,
      F extends Sizes,
      G extends Sizes,
      const First extends number,
      const Second extends number,
      FAux extends string = never,
      GAux extends string = never,
      const Axis extends number = -1,
    >(
      parts: readonly [First, Second],
      f: (
        net: Net<Part<Output, Axis, First>, Part<Output, Axis, First>, never>,
      ) => Net<Part<Output, Axis, First>, F, FAux>,
      g: (
        net: Net<Part<Output, Axis, Second>, Part<Output, Axis, Second>, never>,
      ) => Net<Part<Output, Axis, Second>, G, GAux>,
      options: { readonly axis?: Axis } = {},
    ) =>
    (
      net: Net<Input, Output, Aux> & Divided<Output[AxisOf<Output, Axis>], Add<First, Second>>,
    ): Net<Input, Joined<F, G, Axis>, Aux | FAux | GAux> =>
      append(net, specify({ parts, branches: [f(unknownSizes()).layers, g(unknownSizes()).layers], ...options })),
)
