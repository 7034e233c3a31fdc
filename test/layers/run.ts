import * as Either from 'fp-ts/lib/Either.js'
import { drawFaults } from '../../src/codec/index.ts'
import type { Network } from '../../src/index.ts'
import type { NdArray } from '../../src/interpreters/ndarray/index.ts'
import { ndarrays, wrap } from '../../src/interpreters/ndarray/index.ts'
import type { Built, Stage } from '../../src/layers/index.ts'
import { buildNetwork, layers } from '../../src/layers/index.ts'
import { draw, path, stream } from '../../src/random/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { product } from '../../src/tensor/shape.ts'

export const A = ndarrays('float64')

const build = ({ input, layers: specs }: Network) => buildNetwork(layers, specs, input, 'encoder.layers')

/** What a network is built to; one that is not is an error of the test. */
export const builtOf = (network: Network): Built => {
  const result = build(network)
  if (Either.isLeft(result)) throw new Error(drawFaults(result.left))
  return result.right
}

/** Why a network is not built. */
export const faultOf = (network: Network): string => {
  const result = build(network)
  return Either.isLeft(result) ? drawFaults(result.left) : 'no fault'
}

export const rowsFrom = (rows: ReadonlyArray<ReadonlyArray<number>>): NdArray =>
  wrap(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0])

/** The same row many times. */
export const repeated = (row: ReadonlyArray<number>, times: number): NdArray =>
  A.expand(A.constant(row, [1, row.length]), [times, row.length])

/** How a network is run: its parameters and buffers, and noise that is drawn, or quiet without a seed. */
export interface Given {
  readonly parameters?: Named.Named<NdArray>
  readonly buffers?: Named.Named<NdArray>
  readonly seed?: number
}

/** A network on rows, with noise as an engine draws it. */
export const run = (
  network: Network,
  x: NdArray,
  { parameters = {}, buffers = {}, seed }: Given = {},
): Stage<NdArray> => {
  const built = builtOf(network)
  const noise = Named.map(built.noise, ({ shape, per, distribution, neutral }, name) => {
    const full = per === 'row' ? [x.shape[0] ?? 0, ...shape] : shape
    const values =
      seed === undefined
        ? new Float64Array(product(full)).fill(neutral)
        : draw(path(stream(seed), name), product(full), distribution)
    return wrap(values, full)
  })
  return built.program(A, { x, parameters, buffers, noise })
}

export const numbers = (a: NdArray): ReadonlyArray<number> => [...A.read(a)]

/** The mean of numbers, and how far it may be from what it estimates: four standard errors. */
export const estimate = (drawn: ArrayLike<number>): { readonly mean: number; readonly error: number } => {
  const values = Array.from(drawn)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, error: 4 * Math.sqrt(variance / values.length) }
}
