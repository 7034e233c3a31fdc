import fc from 'fast-check'
import type { Settings } from '../codec/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { UpdateOutput, UpdateDefinition } from '../optimisers/index.ts'
import type { Rate } from '../schedules/index.ts'
import { buildRate, rateCodec, schedules } from '../schedules/index.ts'
import { path, stream } from '../random/index.ts'
import { scalar, scale } from '../tensor/derived.ts'
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

const runOnce = <T>(
  B: Tensor<T>,
  row: UpdateDefinition,
  settings: Settings,
  { slots, parameters }: State<T>,
  direction: Named.Named<T>,
  step: T,
): UpdateOutput<T> => {
  const rate = (value: Rate): T => buildRate(schedules, value)(B, { step, total })
  return row.run(B, { direction, slots, parameters, step, loss: scalar(B, 1), rate }, settings, codec)
}

const gradientAt = ({ shapes, seed }: UpdateCase, step: number): Named.Named<NdArray> =>
  Named.map(named(shapes), (shape, name) => dyadic(path(stream(seed), 'gradient', name, step), shape))

const beginning = (row: UpdateDefinition, { settings, shapes, seed }: UpdateCase): State<NdArray> => ({
  slots: Named.map(row.slots(settings, codec), (value) =>
    Named.map(named(shapes), (shape) => A.expand(scalar(A, value), shape)),
  ),
  parameters: Named.map(named(shapes), (shape, name) => dyadic(path(stream(seed), 'parameter', name), shape)),
})

/** The update after some steps: what it gives at the last one. */
const runSteps = (
  row: UpdateDefinition,
  one: UpdateCase,
): { readonly before: State<NdArray>; readonly output: UpdateOutput<NdArray> } => {
  let state = beginning(row, one)
  for (let step = 0; ; step++) {
    const output = runOnce(A, row, one.settings, state, gradientAt(one, step), scalar(A, step))
    if (step === one.steps) return { before: state, output }
    const parameters = Named.map(state.parameters, (value, name) => A.sub(value, Named.get(output.direction, name)))
    state = { slots: output.slots, parameters }
  }
}

const shapesDiffer = <T>(
  shape: (a: T) => Shape,
  output: UpdateOutput<T>,
  row: UpdateDefinition,
  one: UpdateCase,
): Verdict => {
  const slots = row.slots(one.settings, codec)
  const declared = Named.names(slots).toSorted().join(', ')
  const found = Named.names(output.slots).toSorted().join(', ')
  if (declared !== found) return `the slots are ${found || 'none'}, not ${declared || 'none'} as declared`
  for (const [record, tensors] of Object.entries({ direction: output.direction, ...output.slots }))
    for (const [name, wanted] of Object.entries(named(one.shapes)))
      if (!sameShape(shape(Named.get(tensors, name)), wanted))
        return `${record} of "${name}" has shape ${drawShape(shape(Named.get(tensors, name)))}, not ${drawShape(wanted)}`
  return undefined
}

const keepsShapes = (row: UpdateDefinition, one: UpdateCase): Verdict => {
  const symbols = (label: string) => Named.map(named(one.shapes), (shape, name) => input(`${label}.${name}`, shape))
  const slots = Named.map(row.slots(one.settings, codec), (_, slot) => symbols(slot))
  const symbolic = runOnce(
    expressions,
    row,
    one.settings,
    { slots, parameters: symbols('parameter') },
    symbols('gradient'),
    input('step', []),
  )
  return (
    shapesDiffer((a: NdArray) => a.shape, runSteps(row, one).output, row, one) ??
    shapesDiffer((a: (typeof symbolic.direction)[string]) => a.shape, symbolic, row, one)
  )
}

const numbersOf = ({ direction, slots }: UpdateOutput<NdArray>): ReadonlyArray<number> =>
  [direction, ...Object.values(slots)].flatMap((record) => Object.values(record).flatMap((a) => Array.from(A.read(a))))

const isFinite = (row: UpdateDefinition, one: UpdateCase): Verdict => {
  const odd = numbersOf(runSteps(row, one).output).find((value) => !Number.isFinite(value))
  return odd === undefined ? undefined : `gives ${odd}`
}

const isPure = (row: UpdateDefinition, one: UpdateCase): Verdict => {
  const state = beginning(row, one)
  const gradient = gradientAt(one, 0)
  const all = () =>
    numbersOf({
      direction: { ...Named.prefix(gradient, 'g'), ...Named.prefix(state.parameters, 'p') },
      slots: state.slots,
    })
  const before = all()
  const once = () => numbersOf(runOnce(A, row, one.settings, state, gradient, scalar(A, 0)))
  const [first, second] = [once(), once()]
  if (first.some((value, i) => !Object.is(value, second[i]))) return 'the same input gives other bits the second time'
  return all().some((value, i) => !Object.is(value, before[i])) ? 'an input was written to' : undefined
}

/** A parameter's direction depends on what is under its own name, so that the order of names does not matter. */
const ignoresOrder = (row: UpdateDefinition, one: UpdateCase): Verdict => {
  const state = beginning(row, one)
  const gradient = gradientAt(one, 0)
  const reversed = <T>(record: Named.Named<T>) => Object.fromEntries(Object.entries(record).toReversed())
  const forth = runOnce(A, row, one.settings, state, gradient, scalar(A, 0)).direction
  const turned = { slots: Named.map(state.slots, reversed), parameters: reversed(state.parameters) }
  const back = runOnce(A, row, one.settings, turned, reversed(gradient), scalar(A, 0)).direction
  const off = Object.entries(forth).find(([name, d]) => {
    const [a, b] = [A.read(d), A.read(Named.get(back, name))]
    return a.some((value, i) => Math.abs(value - (b[i] ?? 0)) > 1e-12 * Math.max(1, Math.abs(value)))
  })
  return off === undefined ? undefined : `the direction of "${off[0]}" depends on the order of names`
}

/** d(g) − d(0) doubles with g, to the bit. */
const isExact = (row: UpdateDefinition, one: UpdateCase): Verdict => {
  const state = beginning(row, one)
  const gradient = gradientAt(one, 0)
  const at = (factor: number) =>
    runOnce(
      A,
      row,
      one.settings,
      state,
      Named.map(gradient, (g) => scale(A, g, factor)),
      scalar(A, 0),
    ).direction
  const [zero, single, double] = [at(0), at(1), at(2)]
  const off = Object.keys(single).find((name) => {
    const [a, b, c] = [zero, single, double].map((record) => A.read(Named.get(record, name)))
    return (b ?? []).some((value, i) => (c?.[i] ?? 0) - (a?.[i] ?? 0) !== 2 * (value - (a?.[i] ?? 0)))
  })
  return off === undefined ? undefined : `the direction of "${off}" is not linear in the gradient`
}

const laws = (row: UpdateDefinition): ReadonlyArray<Law<UpdateCase>> => [
  {
    name: 'settings survive the way through JSON and back',
    verdict: ({ settings }) => roundTrips(row.codec(codec), settings),
  },
  { name: 'directions and slots have the shapes of the parameters', verdict: (one) => keepsShapes(row, one) },
  { name: 'everything stays finite', verdict: (one) => isFinite(row, one) },
  { name: 'nothing is written to and the same input gives the same bits', verdict: (one) => isPure(row, one) },
  { name: 'the order of the parameters does not matter', verdict: (one) => ignoresOrder(row, one) },
  ...(row.linear
    ? [{ name: 'a linear update is exact on dyadic numbers', verdict: (one: UpdateCase) => isExact(row, one) }]
    : []),
]

const extent = fc.integer({ min: 1, max: 4 })

/** The laws of an update, from its registry row alone. */
export const updateLaws = (row: UpdateDefinition): Laws<UpdateCase> => ({
  subject: `update ${row.name}`,
  cases: fc.record({
    settings: valuesOf(row.codec(codec)),
    shapes: fc.tuple(fc.tuple(extent, extent), fc.tuple(extent)),
    steps: fc.integer({ min: 0, max: 3 }),
    seed: fc.nat(),
  }),
  laws: laws(row),
  show: (one) => JSON.stringify(one),
})
