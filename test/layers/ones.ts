import type { Network } from '../../src/layers/index.ts'
import { wrap } from '../../src/interpreters/ndarray/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { A, builtOf } from './run.ts'

/** A network run on rows of numbers, all its parameters 1. */
export const runWithOnes = (network: Network, rows: ReadonlyArray<ReadonlyArray<number>>) => {
  const built = builtOf(network)
  const x = wrap(Float64Array.from(rows.flat()), [rows.length, ...network.input])
  const parameters = Named.map(built.parameters, ({ shape }) => A.expand(A.constant([1], []), shape))
  return built.program(A, { x, parameters, buffers: {}, noise: {} })
}
