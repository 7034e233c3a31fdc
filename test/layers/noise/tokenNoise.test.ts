import { describe, expect, it } from 'vitest'
import { elaborate, embedding, flatten, input, library, pipe, tokenMasking, wordDropout } from '../../../src/index.ts'
import { drawFaults } from '../../../src/codec/index.ts'
import * as Either from 'fp-ts/lib/Either.js'
import { A, builtOf, estimate, faultOf, numbers, run } from '../run.ts'

const row = [2, 7, 8, 9, 3, 0]
const rows = A.expand(A.constant(row, [1, 6]), [1000, 6])

describe('noise on tokens', () => {
  for (const [layer, by] of [
    [wordDropout, 1],
    [tokenMasking, 4],
  ] as const)
    it(`${layer.definition.name} replaces words by ${by} as often as it is told, and no special tokens`, () => {
      const network = pipe(input([6]), layer(0.25))
      expect(numbers(run(network, rows).y)).toEqual(numbers(rows))
      const y = numbers(run(network, rows, { seed: 3 }).y)
      const hits = y.flatMap((value, i) => (value === row[i % 6] ? [] : [[value, i % 6] as const]))
      for (const [value, at] of hits) expect([value, at >= 1 && at <= 3]).toEqual([by, true])
      const replaced = estimate(y.flatMap((value, i) => ((row[i % 6] ?? 0) >= 5 ? [value === by ? 1 : 0] : [])))
      expect(Math.abs(replaced.mean - 0.25)).toBeLessThan(replaced.error)
    })

  it('stands before an embedding, which sees indices', () => {
    const { indices } = builtOf(pipe(input([6]), wordDropout(0.1), tokenMasking(0.1), embedding(10, 2, { padding: 0 })))
    expect(indices).toEqual({ below: 10 })
  })

  it('must replace tokens by ones that the table has', () => {
    const fault = faultOf(pipe(input([6]), tokenMasking(0.1), embedding(4, 2)))
    expect(fault).toContain('encoder.layers[0]: expected an index below 4')
    expect(fault).toContain('found 4')
  })

  it('is no way to look up what was computed', () => {
    const late = elaborate(library, {
      encoder: {
        input: [6],
        layers: [{ layer: 'relu' }, { layer: 'wordDropout', rate: 0.1 }, { layer: 'embedding', entries: 9, units: 1 }],
      },
      decoder: pipe(input([6, 1]), flatten),
      loss: [{ term: 'mse' }],
    })
    expect(Either.isLeft(late) ? drawFaults(late.left) : '').toContain(
      'encoder.layers[2]: expected indices from the data',
    )
  })
})
