import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults, TypeOf } from '../../codec/index.ts'
import { array, describe, integer, struct } from '../../codec/index.ts'
import { split } from '../../tensor/adjoint.ts'
import type { Sizes } from '../../tensor/shape.ts'
import { drawShape } from '../../tensor/shape.ts'
import type { Add } from '../shape/arithmetic.ts'
import type { Branches } from '../core/branches.ts'
import { branchingEach, runEach } from '../core/branches.ts'
import { axis, resolveAxis } from '../normalisation/features.ts'
import { sizeFault } from '../core/divisors.ts'
import type { AxisOf, Joined, With } from './joined.ts'
import { joinedSizes, unjoined } from './joined.ts'
import { defineLayer } from '../core/define.ts'
import type { Built, Context } from '../core/layer.ts'
import { built } from '../core/layer.ts'
import type { LayerSpec, Net } from '../core/net.ts'
import { append, unknownSizes } from '../core/net.ts'
import type { Program } from '../core/stage.ts'

const settings = (layers: Codec<ReadonlyArray<LayerSpec>>) =>
  struct(
    { branches: array(layers, { minItems: 1 }) },
    {
      parts: describe(
        array(integer({ minimum: 1 }), { minItems: 1 }),
        'how many entries along the axis each branch gets; by default as many as any other',
      ),
      axis: describe(axis, 'the axis that is cut and joined again, counted without the batch; the last by default'),
    },
  )
type Settings = TypeOf<ReturnType<typeof settings>>

interface Plan {
  readonly at: number
  /** What each branch is given. */
  readonly inputs: ReadonlyArray<Sizes>
}

/** The parts that are asked for, or equal ones; a fault where they do not make up the axis. */
const partsOf = (
  { parts, branches }: Settings,
  size: number,
  along: string,
  context: Context,
): Either.Either<Faults, Sizes> => {
  const count = branches.length
  if (parts === undefined)
    return size % count === 0
      ? Either.right(branches.map(() => size / count))
      : sizeFault(context, 'branches', {
          expected: `a number of branches that divides the ${size} entries ${along}`,
          found: String(count),
          remedy: 'say with "parts" how many entries each gets',
        })
  if (parts.length !== count)
    return sizeFault(context, 'parts', { expected: `${count} parts, one for each branch`, found: String(parts.length) })
  const total = parts.reduce((sum, part) => sum + part, 0)
  const last = size - total + (parts.at(-1) ?? 0)
  return total === size
    ? Either.right(parts)
    : sizeFault(context, 'parts', {
        expected: `parts that add up to the ${size} entries ${along}`,
        found: `${parts.join(' + ')} = ${total}`,
        ...(last >= 1 ? { remedy: `the nearest that do: ${drawShape([...parts.slice(0, -1), last])}` } : {}),
      })
}

const planOf = (given: Settings, input: Sizes, context: Context): Either.Either<Faults, Plan> => {
  const wanted = given.axis ?? -1
  return Either.chain((at: number) =>
    Either.map((parts: Sizes): Plan => ({
      at,
      inputs: parts.map((part) => input.map((own, i) => (i === at ? part : own))),
    }))(partsOf(given, input[at] ?? 1, `of ${drawShape(input)} along axis ${wanted}`, context)),
  )(resolveAxis(wanted, input, context))
}

const program =
  (inside: ReadonlyArray<Built>, { at, inputs }: Plan): Program =>
  (A, input) => {
    const along = (sizes: ReadonlyArray<Sizes>) => sizes.map((one) => one[at] ?? 1)
    const xs = split(A, input.x, at + 1, along(inputs))
    const { outputs, pullback, ...rest } = runEach(A, inside, xs, input)
    return {
      ...rest,
      y: A.concat(outputs, at + 1),
      pullback: (dy, daux) => {
        const { dxs, dparameters } = pullback(split(A, dy, at + 1, along(inside.map(({ output }) => output))), daux)
        return { dx: A.concat(dxs, at + 1), dparameters }
      },
    }
  }

/** Refuses rows that the parts do not make up, as far as the compiler knows. */
type Divided<Size extends number, Parts extends number> = number extends Size | Parts
  ? unknown
  : [Size] extends [Parts]
    ? unknown
    : `parts of ${Parts} entries do not make ${Size}`

/** What a branch is given. */
type Part<S extends Sizes, Axis extends number, Size extends number> = With<S, AxisOf<S, Axis>, Size>

/**
 * Two parts of a row, each through layers of its own, joined again along the same axis. In JSON there may be any number
 * of parts, which are equal where none are given.
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
    build: (given, input, context) =>
      Either.chain((plan: Plan) =>
        Either.chain(({ inside, needs }: Branches) => {
          const output = joinedSizes(inside, plan.at)
          return output === undefined
            ? unjoined(inside, given.axis ?? -1, context)
            : built({ ...needs, output, program: program(inside, plan) })
        })(branchingEach(given.branches, plan.inputs, context)),
      )(planOf(given, input, context)),
    mirror: ({ branches, ...given }, input, context) => {
      const plan = planOf({ ...given, branches }, input, context)
      if (Either.isLeft(plan)) return null
      const { at, inputs } = plan.right
      const of = (i: number): Sizes => inputs[i] ?? []
      return {
        ...given,
        layer: 'splitAxis',
        parts: branches.map((branch, i) => {
          const inside = context.nest(branch, of(i), `branches[${i}]`)
          return Either.isRight(inside) ? (inside.right.output[at] ?? 1) : 1
        }),
        branches: branches.map((branch, i) => context.mirror(branch, of(i))),
      }
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
