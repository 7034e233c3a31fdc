import fc from 'fast-check'
import * as Either from 'fp-ts/lib/Either.js'
import type { Faults, Settings } from '../codec/index.ts'
import { drawFaults } from '../codec/index.ts'
import type { NdArray } from '../interpreters/ndarray/index.ts'
import type { Built, LayerDefinition, Layers } from '../layers/index.ts'
import { buildNetwork, layers as library, layersCodec, runOnSymbols, withoutPadding } from '../layers/index.ts'
import type { Stream } from '../random/index.ts'
import { draw, path, stream } from '../random/index.ts'
import * as Named from '../tensor/named.ts'
import { present } from '../tensor/present.ts'
import type { Sizes } from '../tensor/shape.ts'
import { batch, drawShape, product, sameShape } from '../tensor/shape.ts'
import { valuesOf } from './arbitrary.ts'
import { roundTrips } from './codec.ts'
import { NoCases } from './law.ts'
import type { Differentiable } from './differentiable.ts'
import { A } from './differentiable.ts'
import { agreesWithDifferences } from './differences.ts'
import { agreesWithDual, isExact } from './duality.ts'
import type { Law, Laws, Verdict } from './law.ts'
import { isLinear } from './linearity.ts'
import { conditioned, indices, mask, noiseFor, quietNoise, tied, unitInterval, whole } from './numbers.ts'
import type { PaddedDifferentiable } from './padding.ts'
import { ignoresPadding } from './padding.ts'
import { isPure } from './purity.ts'
import { memoizeWeak } from '../tensor/memoizeWeak.ts'

/** A layer with settings and an input it accepts. Asked for what it is built to, a broken layer throws its faults. */
export interface LayerCase {
  readonly settings: Settings
  readonly sizes: Sizes
  readonly rows: number
  readonly seed: number
  readonly built: Built
}

/** A quarter of the points are as at evaluation, where layers with noise may take another way. */
const isQuiet = (from: Stream): boolean =>
  draw(path(from, 'quiet'), 1, { kind: 'bernoulli', probability: 0.25 })[0] === 1

/** Half of the points with sequences of vectors have padding. */
const isPadded = (from: Stream, sizes: Sizes, { indices }: Built): boolean =>
  sizes.length === 2 &&
  indices === undefined &&
  draw(path(from, 'padded'), 1, { kind: 'bernoulli', probability: 0.5 })[0] === 1

type Numbers = (from: Stream, shape: Sizes) => NdArray

/** The layer at a random point: its variables are the input and all parameters, its outputs y and all aux. */
const subjectOf = (
  { built, rows, sizes, seed }: LayerCase,
  numbers: Numbers = conditioned,
  inputs: Numbers = numbers,
): PaddedDifferentiable => {
  const from = stream(seed)
  const at = (name: string, shape: Sizes): NdArray => numbers(path(from, name), shape)
  const parameters = {
    ...Named.map(built.parameters, ({ shape }, name) => at(name, shape)),
    ...Named.map(built.shared, ({ shape }, name) => at(name, shape)),
  }
  const buffers = Named.map(built.buffers, ({ shape, positive = false }, name) =>
    positive ? unitInterval(path(from, name), shape) : at(name, shape),
  )
  const noise = (isQuiet(from) ? quietNoise : noiseFor)(from, built.noise, rows)
  const x = [rows, ...sizes]
  const paddingMask = isPadded(from, sizes, built)
    ? mask(path(from, 'paddingMask'), [rows, sizes[0] ?? 1, 1])
    : undefined
  const condition =
    built.condition === undefined ? undefined : numbers(path(from, 'condition'), [rows, built.condition])
  return {
    stream: from,
    ...present({ paddingMask }),
    variables: {
      x: built.indices === undefined ? inputs(path(from, 'x'), x) : indices(path(from, 'x'), x, built.indices.below),
      ...Named.prefix(parameters, 'parameter'),
    },
    run: (B, lift, variables) => {
      const { y, aux, pullback } = withoutPadding(built.program)(B, {
        x: Named.get(variables, 'x'),
        parameters: Named.within(variables, 'parameter'),
        buffers: Named.map(buffers, lift),
        noise: Named.map(noise, lift),
        ...(condition === undefined ? {} : { condition: lift(condition) }),
        ...(paddingMask === undefined ? {} : { paddingMask: lift(paddingMask) }),
      })
      return {
        outputs: { y, ...Named.prefix(aux, 'aux') },
        pullback: (cotangents) => {
          const { dx, dparameters } = pullback(Named.get(cotangents, 'y'), Named.within(cotangents, 'aux'))
          return { x: dx, ...Named.prefix(dparameters, 'parameter') }
        },
      }
    },
  }
}

const expectedShapes = ({ built, rows }: LayerCase): Named.Named<Sizes> => ({
  y: [rows, ...built.output],
  ...Named.prefix(
    Named.map(built.aux, (sizes) => [rows, ...sizes]),
    'aux',
  ),
})

/** What the layer says comes out is what comes out, in numbers and in symbols. */
const predictsShapes = (one: LayerCase, { variables, run }: Differentiable): Verdict => {
  const { outputs, pullback } = run(A, (fixed) => fixed, variables)
  for (const [name, shape] of Object.entries(expectedShapes(one))) {
    const found = Named.get(outputs, name).shape
    if (!sameShape(found, shape)) return `${name} has shape ${drawShape(found)}, not ${drawShape(shape)} as predicted`
  }
  const back = pullback(outputs)
  for (const [name, value] of Object.entries(variables)) {
    const found = Named.get(back, name).shape
    if (!sameShape(found, value.shape))
      return `the cotangent of "${name}" has shape ${drawShape(found)}, not ${drawShape(value.shape)}`
  }
  const symbolic = runOnSymbols(one.built, one.sizes).y.shape
  return sameShape(symbolic, [batch, ...one.built.output]) ? undefined : `y has shape ${drawShape(symbolic)} in symbols`
}

const laws = (row: LayerDefinition, layers: Layers): ReadonlyArray<Law<LayerCase>> => {
  // The laws share the point of a case, but for the one that asks whether it is written to.
  const subject = memoizeWeak((one: LayerCase) => subjectOf(one))
  return [
    {
      name: 'settings survive the way through JSON and back',
      verdict: ({ settings }) => roundTrips(row.codec(layersCodec(layers)), settings),
    },
    { name: 'the predicted shape is the actual shape', verdict: (one) => predictsShapes(one, subject(one)) },
    { name: 'the pullback agrees with dual numbers', verdict: (one) => agreesWithDual(subject(one)) },
    {
      name: 'the pullback agrees with dual numbers at kinks',
      verdict: (one) => agreesWithDual(subjectOf(one, conditioned, tied)),
    },
    { name: 'the pullback agrees with central differences', verdict: (one) => agreesWithDifferences(subject(one)) },
    { name: 'the pullback is linear', verdict: (one) => isLinear(subject(one)) },
    { name: 'nothing is written to and the same input gives the same bits', verdict: (one) => isPure(subjectOf(one)) },
    { name: 'padding reaches nothing that is not padding', verdict: (one) => ignoresPadding(subject(one)) },
    ...(row.affine === true
      ? [
          {
            name: 'an affine layer is exact on whole numbers',
            verdict: (one: LayerCase) => isExact(subjectOf(one, whole), 'x'),
          },
        ]
      : []),
  ]
}

const sizesOf: fc.Arbitrary<Sizes> = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })

/** Whether the layer itself is wrong: a case that the laws must show, unlike settings that do not fit the input. */
const isBroken = (faults: Faults): boolean => faults.some(({ fault }) => fault === 'wrong layer')

/** So many settings and inputs in a row may be refused by a layer before it counts as one that accepts none. */
const patience = 50_000

/** A case shall be small: a layer may give no more numbers than this for a row. */
const most = 1024

const isSmall = (result: Either.Either<Faults, Built>): boolean =>
  Either.isLeft(result) || product(result.right.output) <= most

/** Whether a case is one: the layer accepts it, or is itself wrong. */
const accepts = ({ name }: LayerDefinition): ((result: Either.Either<Faults, Built>) => boolean) => {
  let refused = 0
  return (result) => {
    refused = Either.isRight(result) || isBroken(result.left) ? 0 : refused + 1
    if (refused < patience) return refused === 0
    const last = Either.isLeft(result) ? drawFaults(result.left) : ''
    throw new NoCases(`layer ${name}: none of ${patience} inputs of up to three axes of up to 5 is accepted: ${last}`)
  }
}

/** Cases of a layer: settings from its schema, small inputs of one to three axes, kept where the layer accepts them. */
export const layerCases = (row: LayerDefinition, layers: Layers): fc.Arbitrary<LayerCase> => {
  const accepted = accepts(row)
  return fc
    .record({
      settings: valuesOf(row.codec(layersCodec(layers))),
      sizes: sizesOf,
      rows: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(),
    })
    .map((one) => ({
      ...one,
      result: buildNetwork(layers, [{ ...one.settings, layer: row.name }], one.sizes, 'layers'),
    }))
    .filter(({ result }) => accepted(result) && isSmall(result))
    .map(({ result, ...one }) => ({
      ...one,
      get built() {
        if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
        return result.right
      },
    }))
}

/**
 * The laws of a layer, from its registry row alone. A user's own is tested with one line:
 * `assertLaws(layerLaws(mine.definition))`; `layers` are those that its settings may hold.
 */
export const layerLaws = (row: LayerDefinition, layers: Layers = library): Laws<LayerCase> => {
  const known = { ...layers, [row.name]: row }
  return {
    subject: `layer ${row.name}`,
    cases: layerCases(row, known),
    laws: laws(row, known),
    show: ({ settings, sizes, rows, seed }) => JSON.stringify({ settings, sizes, rows, seed }),
  }
}

export { subjectOf as layerSubject }
