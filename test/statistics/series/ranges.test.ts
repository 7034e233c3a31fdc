import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangesOf } from '../../../src/statistics/index.ts'

const flags = (text: string): ReadonlyArray<boolean> => Array.from(text, (letter) => letter === 'x')

describe('ranges', () => {
  it('are the runs of anomalous points; small gaps may be closed', () => {
    expect(rangesOf(flags('.xx.x...x'))).toEqual([
      { start: 1, stop: 3 },
      { start: 4, stop: 5 },
      { start: 8, stop: 9 },
    ])
    expect(rangesOf(flags('.xx.x...x'), { gap: 1 })).toEqual([
      { start: 1, stop: 5 },
      { start: 8, stop: 9 },
    ])
    expect(rangesOf(flags('...'))).toEqual([])
  })

  it('hold all anomalous points and no others', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 20 }), (anomalous) => {
        const again = anomalous.map((_, at) => rangesOf(anomalous).some(({ start, stop }) => start <= at && at < stop))
        expect(again).toEqual(anomalous)
      }),
    )
  })
})
