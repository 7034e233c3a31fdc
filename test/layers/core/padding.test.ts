import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Network } from '../../../src/index.ts'
import {
  crossAttention,
  dense,
  dropout,
  embedding,
  flatten,
  gru,
  input,
  layerNorm,
  learnedTokens,
  lstm,
  pipe,
  relu,
  residual,
  selfAttention,
  sequencePool,
  sinusoidalPositions,
  wordDropout,
} from '../../../src/index.ts'
import { transformerBlock } from '../../../src/layers/index.ts'
import { dyadic } from '../../../src/laws/numbers.ts'
import { path, stream } from '../../../src/random/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, builtOf, rowsFrom } from '../run.ts'

const embedded = (length: number) => pipe(input([length]), wordDropout(0.1), embedding(9, 4, { padding: 0 }))

/** Networks from tokens to a code, for sequences of any length. */
const networks: Readonly<Record<string, (length: number) => Network>> = {
  'the mean': (length) => pipe(embedded(length), dense(3), relu, sequencePool()),
  'the maximum': (length) => pipe(embedded(length), dense(3), sequencePool({ by: 'max' })),
  'a recurrent layer': (length) => pipe(embedded(length), dense(3), lstm(3, { returns: 'sequence' }), gru(2)),
  'a recurrent layer backwards': (length) => pipe(embedded(length), gru(2, { reverse: true })),
  'a transformer': (length) =>
    pipe(
      embedded(length),
      sinusoidalPositions,
      dropout(0.1),
      transformerBlock({ width: 4, heads: 2, hidden: 5 }),
      transformerBlock({ width: 4, heads: 1, hidden: 5, causal: true }),
      layerNorm(),
      sequencePool(),
    ),
  'cross-attention': (length) =>
    pipe(
      embedded(length),
      sinusoidalPositions,
      crossAttention(
        (x) => pipe(x, learnedTokens(2, 4)),
        (x) =>
          pipe(
            x,
            residual((z) => pipe(z, layerNorm(), selfAttention({ heads: 2 }))),
          ),
        { heads: 2 },
      ),
      flatten,
    ),
}

/** The code of rows, and the gradients of a fixed direction of it. */
const codeAndGradients = (network: Network, rows: ReadonlyArray<ReadonlyArray<number>>) => {
  const built = builtOf(network)
  const parameters = Named.map(built.parameters, ({ shape }, name) => dyadic(path(stream(5), name), shape))
  const noise = Named.map(built.noise, ({ shape, neutral }) =>
    A.expand(A.constant([neutral], []), [rows.length, ...shape]),
  )
  const { y, pullback } = built.program(A, { x: rowsFrom(rows), parameters, buffers: {}, noise })
  const { dparameters } = pullback(dyadic(path(stream(6), 'dy'), [...y.shape]), {})
  return [...A.read(y), ...Object.values(Named.map(dparameters, (d) => [...A.read(d)])).flat()]
}

const tokens = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 })

describe('padding of tokens', () => {
  for (const [name, network] of Object.entries(networks))
    it(`changes neither the code nor the gradients of ${name}, however much there is of it`, () => {
      fc.assert(
        fc.property(tokens, tokens, fc.integer({ min: 1, max: 3 }), (first, second, more) => {
          const length = Math.max(first.length, second.length)
          const padded = (to: number) =>
            [first, second].map((row) => [...row, ...Array<number>(to - row.length).fill(0)])
          const short = codeAndGradients(network(length), padded(length))
          const long = codeAndGradients(network(length + more), padded(length + more))
          expect(long).toHaveLength(short.length)
          // Sums of a few numbers below 100 in another order: rounding stays below 100 · 2⁻⁵² · their number.
          for (const [i, value] of short.entries()) expect(Math.abs(value - (long[i] ?? NaN))).toBeLessThan(1e-9)
        }),
        { numRuns: 10 },
      )
    })

  it('counts without the setting', () => {
    const counting = (length: number) => pipe(input([length]), embedding(9, 4), sequencePool())
    expect(codeAndGradients(counting(3), [[1, 2, 0]])).not.toEqual(codeAndGradients(counting(4), [[1, 2, 0, 0]]))
  })

  it('alone gives finite numbers', () => {
    for (const network of Object.values(networks))
      expect(codeAndGradients(network(3), [[0, 0, 0]]).every(Number.isFinite)).toBe(true)
  })
})
