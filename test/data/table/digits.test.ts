import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { collect } from '../../../src/data/index.ts'
import type { RawDataset } from '../../../src/data/index.ts'
import type { Chunk } from '../../../src/data/chunk.ts'

/** The rows of a table of one column, in chunks of three. */
const rowsOf = async (values: ReadonlyArray<number>): Promise<RawDataset> => {
  const chunks = async function* (): AsyncGenerator<Chunk> {
    for (let start = 0; start < values.length; start += 3) {
      const part = Float64Array.from(values.slice(start, start + 3))
      yield { kind: 'table', length: part.length, columns: [{ name: 'x', cells: { kind: 'numbers', values: part } }] }
    }
  }
  const collected = await collect({ chunks: chunks() }, { kinds: { x: 'number' } })
  return Either.isLeft(collected) ? expect.fail(drawFaults(collected.left)) : collected.right.data
}

describe('the digits of a column', () => {
  it.each([
    ['times', Array.from({ length: 60 }, (_, i) => 1.7e9 + 60 * i)],
    ['large whole numbers', [1, 2 ** 24 + 1, 2 ** 24 + 3]],
    ['a large offset', [1e6 + 0.001, 1e6 + 0.002, 1e6 + 0.003]],
  ])('are kept: %s', async (_, values) => expect([...(await rowsOf(values)).values]).toEqual(values))

  it('are those of float32 where these tell rows apart', async () =>
    expect((await rowsOf([0.1, 0.2, 5])).values).toBeInstanceOf(Float32Array))

  it('are kept in rows that are no table', async () => {
    const values = Float64Array.of(1, 1.7e9, 2, 1.7e9 + 60)
    const chunks = async function* (): AsyncGenerator<Chunk> {
      yield { kind: 'tensors', sizes: [2], length: 2, values }
    }
    const collected = await collect({ chunks: chunks() })
    expect(Either.isRight(collected) && [...collected.right.data.values]).toEqual([...values])
  })
})
