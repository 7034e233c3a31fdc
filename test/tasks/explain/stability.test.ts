import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../../src/codec/index.ts'
import type { Dataset } from '../../../src/data/index.ts'
import { autoencoder, dense, input, mse, pipe } from '../../../src/index.ts'
import { draw, stream } from '../../../src/random/index.ts'
import type { Inference } from '../../../src/tasks/index.ts'
import { stability } from '../../../src/tasks/index.ts'
import { untrained } from './models.ts'

/** The codes that a model gives, without a model that computes them. */
const withCodes = (values: Float64Array, width: number, decoder?: ReadonlyArray<number>): Inference => {
  const { model, weights } = untrained(
    autoencoder({ encoder: pipe(input([2]), dense(width)), decoder: pipe(input([width]), dense(2)), loss: mse }),
  )
  const length = values.length / width
  const rows: Dataset = { sizes: [2], length, values: new Float32Array(2 * length) }
  const none = () => {
    throw new Error('not needed')
  }
  const parameters =
    decoder === undefined
      ? weights.parameters
      : { ...weights.parameters, 'decoder.0.weight': { shape: [width, 2], data: Float64Array.from(decoder) } }
  return {
    model,
    weights: { ...weights, parameters },
    rows,
    target: rows,
    codes: async () => ({ shape: [length, width], data: values }),
    output: none,
    losses: none,
    bounds: none,
    posterior: none,
    decode: none,
    decoderOutput: none,
    of: none,
  }
}

const length = 60
const columns = [1, 2, 3].map((seed) => draw(stream(seed), length, { kind: 'normal' }))

/** Codes whose entries are such multiples of independent columns. */
const codes = (...entries: ReadonlyArray<readonly [column: number, factor: number]>): Float64Array =>
  Float64Array.from({ length: length * entries.length }, (_, at) => {
    const [column, factor] = entries[at % entries.length] ?? [0, 0]
    return factor * (columns[column]?.[Math.floor(at / entries.length)] ?? 0)
  })

describe('stability', () => {
  it('finds entries that are exchanged, turned around and scaled', async () => {
    const found = orThrow(
      await stability(withCodes(codes([0, 1], [1, 1], [2, 1]), 3, [1, 0, 0, 1, 1, 1]), [
        withCodes(codes([2, 5], [0, -3], [1, 0.1]), 3, [2, 2, 3, 0, 0, 5]),
      ]),
    )
    expect(found.others[0]?.matches?.map((match) => [match?.entry, Math.round(match?.correlation ?? 0)])).toEqual([
      [1, -1],
      [2, 1],
      [0, 1],
    ])
    found.entries?.forEach((value) => expect(value).toBeCloseTo(1, 12))
    expect(found.others[0]?.meanMaxCosine).toBeCloseTo(1, 12)
  })

  it('takes a smaller code too, in which some entries have no match', async () => {
    const [small] = orThrow(await stability(withCodes(codes([0, 1], [1, 1]), 2), [withCodes(codes([1, 2]), 1)])).others
    expect(small?.matches?.[0]).toBeUndefined()
    expect(small?.matches?.[1]?.correlation).toBeCloseTo(1, 12)
    expect(small?.matched).toBeCloseTo(0.5, 12)
  })

  it('has a CKA of 1 with a rotated code, and none with one that does not vary', async () => {
    const own = withCodes(codes([0, 1], [1, 1]), 2)
    const turned = codes([0, 1], [1, 1]).map((value, at, all) =>
      at % 2 === 0 ? value - (all[at + 1] ?? 0) : value + (all[at - 1] ?? 0),
    )
    const { others } = orThrow(await stability(own, [withCodes(turned, 2), withCodes(new Float64Array(2 * length), 2)]))
    expect(others[0]?.cka).toBeCloseTo(1, 12)
    expect(others[0]?.debiasedCka).toBeCloseTo(1, 12)
    expect(others[1]).toMatchObject({ matched: 0 })
    expect(others[1]?.cka).toBeUndefined()
  })

  it('refuses codes of other rows', async () => {
    const found = await stability(withCodes(codes([0, 1]), 1), [withCodes(codes([0, 1]).slice(1), 1)])
    expect(Either.isLeft(found) ? found.left[0] : undefined).toMatchObject({
      where: 'model 2',
      found: 'those of 59 rows',
    })
  })
})
