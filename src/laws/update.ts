import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import type { Settings } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { BuiltUpdate, UpdateDefinition, UpdateOutput } from '../optimisers/index.ts'
import { rateCodec, rateContext, schedules } from '../schedules/index.ts'
import { path, stream } from '../random/index.ts'
import { scalar, scale } from '../tensor/derived.ts'
import type { Expression } from '../expression/expression.ts'
import { expressions, input } from '../expression/expression.ts'
import * as Named from '../tensor/named.ts'
import type { Shape, Sizes } from '../tensor/shape.ts'
import { drawShape, sameShape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { valuesOf } from './arbitrary.ts'
import { roundTrips } from './codec.ts'
import { A } from './differentiable.ts'
import type { Law, Laws, Verdict } from './law.ts'
import { dyadic } from './numbers.ts'

/** An update with settings, the shapes of two parameters, and how many steps it has taken. */
export interface UpdateCase {
  readonly settings: Settings
  readonly shapes: readonly [Sizes, Sizes]
  readonly steps: number
  readonly seed: number
}

const codec = rateCodec(schedules)
const total = 100

const named = ([weight, bias]: readonly [Sizes, Sizes]): Named.Named<Sizes> => ({ weight, bias })

interface State<T> {
  readonly slots: Named.Named<Named.Named<T>>
  readonly parameters: Named.Named<T>
}

const stringsIn = (value: unknown): ReadonlyArray<string> => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

/** The update built for a model that has every parameter which the settings may name. */
const builtFor = (definition: UpdateDefinition, { settings, shapes }: UpdateCase): BuiltUpdate => {
  const parameters = [...Named.names(named(shapes)), ...stringsIn(settings)]
  const built = definition.build(settings, parameters, rateContext(schedules, definition.name))
  if (Either.isLeft(built)) throw new Error(drawFaults(built.left))
  return built.right
}

const runOnce = <T>(
  B: Tensor<T>,
  update: BuiltUpdate,
  state: State<T>,
  direction: Named.Named<T>,
  step: T,
): UpdateOutput<T> => update.run(B, { ...state, direction, step, total, loss: scalar(B, 1) })

const gradientAt = ({ shapes, seed }: UpdateCase, step: number): Named.Named<NdArray> =>
  Named.map(named(shapes), (shape, name) => dyadic(path(stream(seed), 'gradient', name, step), shape))

const initialState = ({ slots }: BuiltUpdate, { shapes, seed }: UpdateCase): State<NdArray> => ({
  slots: Named.map(slots, (value) => Named.map(named(shapes), (shape) => A.expand(scalar(A, value), shape))),
  parameters: Named.map(named(shapes), (shape, name) => dyadic(path(stream(seed), 'parameter', name), shape)),
})

/** The output of the last step. */
const runSteps = (update: BuiltUpdate, one: UpdateCase): UpdateOutput<NdArray> => {
  let state = initialState(update, one)
  for (let step = 0; ; step++) {
    const output = runOnce(A, update, state, gradientAt(one, step), scalar(A, step))
    if (step === one.steps) return output
    const parameters = Named.map(state.parameters, (value, name) => A.sub(value, Named.get(output.direction, name)))
    state = { slots: output.slots, parameters }
  }
}

const shapesDiffer = <T>(
  shape: (a: T) => Shape,
  output: UpdateOutput<T>,
  { slots }: BuiltUpdate,
  { shapes }: UpdateCase,
): Verdict => {
  const declared = Named.names(slots).toSorted().join(', ')
  const found = Named.names(output.slots).toSorted().join(', ')
  if (declared !== found) return `the slots are ${found || 'none'}, not ${declared || 'none'} as declared`
  for (const [record, tensors] of Object.entries({ direction: output.direction, ...output.slots }))
    for (const [name, expected] of Object.entries(named(shapes)))
      if (!sameShape(shape(Named.get(tensors, name)), expected))
        return `${record} of "${name}" has shape ${drawShape(shape(Named.get(tensors, name)))}, not ${drawShape(expected)}`
  return undefined
}

const keepsShapes = (update: BuiltUpdate, one: UpdateCase): Verdict => {
  const symbols = (label: string) => Named.map(named(one.shapes), (shape, name) => input(`${label}.${name}`, shape))
  const symbolic = runOnce(
    expressions,
    update,
    { slots: Named.map(update.slots, (_, slot) => symbols(slot)), parameters: symbols('parameter') },
    symbols('gradient'),
    input('step', []),
  )
  return (
    shapesDiffer((a: NdArray) => a.shape, runSteps(update, one), update, one) ??
    shapesDiffer((a: Expression) => a.shape, symbolic, update, one)
  )
}

const numbersOf = ({ direction, slots }: UpdateOutput<NdArray>): ReadonlyArray<number> =>
  [direction, ...Object.values(slots)].flatMap((record) => Object.values(record).flatMap((a) => Array.from(A.read(a))))

const isFinite = (update: BuiltUpdate, one: UpdateCase): Verdict => {
  const infinite = numbersOf(runSteps(update, one)).find((value) => !Number.isFinite(value))
  return infinite === undefined ? undefined : `gives ${infinite}`
}

const isPure = (update: BuiltUpdate, one: UpdateCase): Verdict => {
  const state = initialState(update, one)
  const gradient = gradientAt(one, 0)
  const inputs = () =>
    numbersOf({
      direction: { ...Named.prefix(gradient, 'g'), ...Named.prefix(state.parameters, 'p') },
      slots: state.slots,
    })
  const before = inputs()
  const once = () => numbersOf(runOnce(A, update, state, gradient, scalar(A, 0)))
  const [first, second] = [once(), once()]
  if (first.some((value, i) => !Object.is(value, second[i]))) return 'the same input gives other bits the second time'
  return inputs().some((value, i) => !Object.is(value, before[i])) ? 'an input was written to' : undefined
}

/** The direction of a parameter depends on its name alone, not on the order of names. */
const ignoresOrder = (update: BuiltUpdate, one: UpdateCase): Verdict => {
  const state = initialState(update, one)
  const gradient = gradientAt(one, 0)
  const reversed = <T>(record: Named.Named<T>) => Object.fromEntries(Object.entries(record).toReversed())
  const inOrder = runOnce(A, update, state, gradient, scalar(A, 0)).direction
  const reversedState = { slots: Named.map(state.slots, reversed), parameters: reversed(state.parameters) }
  const inReverse = runOnce(A, update, reversedState, reversed(gradient), scalar(A, 0)).direction
  const wrong = Object.entries(inOrder).find(([name, d]) => {
    const [a, b] = [A.read(d), A.read(Named.get(inReverse, name))]
    return a.some((value, i) => Math.abs(value - (b[i] ?? 0)) > 1e-12 * Math.max(1, Math.abs(value)))
  })
  return wrong === undefined ? undefined : `the direction of "${wrong[0]}" depends on the order of names`
}

/** d(g) − d(0) doubles with g, to the bit. */
const isExact = (update: BuiltUpdate, one: UpdateCase): Verdict => {
  const state = initialState(update, one)
  const gradient = gradientAt(one, 0)
  const at = (factor: number) => {
    const scaled = Named.map(gradient, (g) => scale(A, g, factor))
    return runOnce(A, update, state, scaled, scalar(A, 0)).direction
  }
  const [zero, single, double] = [at(0), at(1), at(2)]
  const wrong = Object.keys(single).find((name) => {
    const [a, b, c] = [zero, single, double].map((record) => A.read(Named.get(record, name)))
    return (b ?? []).some((value, i) => (c?.[i] ?? 0) - (a?.[i] ?? 0) !== 2 * (value - (a?.[i] ?? 0)))
  })
  return wrong === undefined ? undefined : `the direction of "${wrong}" is not linear in the gradient`
}

const laws = (definition: UpdateDefinition): ReadonlyArray<Law<UpdateCase>> => {
  const law = (name: string, verdict: (update: BuiltUpdate, one: UpdateCase) => Verdict): Law<UpdateCase> => ({
    name,
    verdict: (one) => verdict(builtFor(definition, one), one),
  })
  return [
    {
      name: 'settings survive the way through JSON and back',
      verdict: ({ settings }) => roundTrips(definition.codec(codec), settings),
    },
    law('directions and slots have the shapes of the parameters', keepsShapes),
    law('everything stays finite', isFinite),
    law('nothing is written to and the same input gives the same bits', isPure),
    law('the order of the parameters does not matter', ignoresOrder),
    ...(definition.linear ? [law('a linear update is exact on dyadic numbers', isExact)] : []),
  ]
}

const extent = fc.integer({ min: 1, max: 4 })

/** The laws of an update, from its definition alone. */
export const updateLaws = (definition: UpdateDefinition): Laws<UpdateCase> => ({
  subject: `update ${definition.name}`,
  cases: fc.record({
    settings: valuesOf(definition.codec(codec)),
    shapes: fc.tuple(fc.tuple(extent, extent), fc.tuple(extent)),
    steps: fc.integer({ min: 0, max: 3 }),
    seed: fc.nat(),
  }),
  laws: laws(definition),
  show: (one) => JSON.stringify(one),
})
