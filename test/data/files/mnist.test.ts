import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { library } from '../../../src/format/index.ts'
import { load } from '../../../src/data/files/index.ts'
import { isWhole } from '../../cases.ts'

describe('MNIST', () => {
  it('is complete: 60,000 and 10,000 digits with pixels in [0, 1]', async () => {
    const loaded = await load(library, { source: 'mnist' })()
    if (Either.isLeft(loaded)) return expect.fail(drawFaults(loaded.left))
    const { data, test } = loaded.right
    expect([data.length, test?.length, data.sizes, data.labels?.slice(0, 5)]).toEqual([
      60_000,
      10_000,
      [784],
      ['5', '0', '4', '1', '9'],
    ])
    expect(data.values.length).toBe(60_000 * 784)
    let [low, high] = [1, 0]
    for (const value of data.values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    expect([low, high]).toEqual([0, 1])
  })

  it.runIf(isWhole)(
    'binarised has pixels that are 1 as often as their grey values say, the same ones for fewer rows',
    async () => {
      const read = async (settings: object) => {
        const loaded = await load(library, { source: 'mnist', ...settings })()
        return Either.isLeft(loaded) ? expect.fail(drawFaults(loaded.left)) : loaded.right
      }
      const [grey, drawn, fewer] = [
        await read({}),
        await read({ binarised: true }),
        await read({ binarised: true, rows: 10 }),
      ]
      expect(drawn.data.values.subarray(0, 7840)).toEqual(fewer.data.values)
      for (const [part, whole] of [
        [grey.data.values, drawn.data.values],
        [grey.test?.values, drawn.test?.values],
      ]) {
        let [excess, variance] = [0, 0]
        part?.forEach((p, i) => {
          const bit = whole?.[i] ?? NaN
          if (bit !== 0 && bit !== 1) expect.fail(`pixel ${i} is ${bit}`)
          excess += bit - p
          variance += p * (1 - p)
        })
        expect(Math.abs(excess)).toBeLessThan(4 * Math.sqrt(variance))
      }
    },
  )
})
