import { describe, expect, it } from 'vitest'
import { openTimeSeries } from '../../../src/data/files/timeSeries.ts'
import { read, written } from './tables.ts'

const header = '# a comment\n@problemName x\n@timeStamps false\n@classLabel true a b\n@data\n'

const series = async (text: string) => {
  const path = written(text, '.ts')
  const chunks = await read(openTimeSeries({ path }))
  return typeof chunks === 'string' ? chunks.replaceAll(path, 'FILE') : chunks[0]
}

describe('time series', () => {
  it('reads one channel as vectors, and several as [channels, t]', async () => {
    expect(await series(`${header}1,2.5,?:a\n-3e1,0,1:b\n`)).toEqual({
      kind: 'tensors',
      length: 2,
      sizes: [3],
      values: Float64Array.of(1, 2.5, Number.NaN, -30, 0, 1),
      labels: ['a', 'b'],
    })
    expect(await series(`${header}1,2:3,4:a\n`)).toMatchObject({ sizes: [2, 2], values: Float64Array.of(1, 2, 3, 4) })
  })

  it('reads series without a label', async () => {
    const text = '@classLabel false\n@data\n1,2:3,4\n'
    expect(await series(text)).toEqual({
      kind: 'tensors',
      length: 1,
      sizes: [2, 2],
      values: Float64Array.of(1, 2, 3, 4),
    })
  })

  it.each([
    ['1,2:a\n1,2,3:b\n', 'FILE:7: expected a series of 1 × 2 (channels × length), as the first one, found 1 × 3'],
    ['1,2:3,4:a\n1,2:b\n', 'FILE:7: expected a series of 2 × 2'],
    ['1,2:3:a\n', 'FILE:6: expected a series of 2 × 2 (channels × length), as the first one, found 2 × 1'],
    ['1,x:a\n', 'FILE:6, channel 1, value 2: expected a finite number, or ? where it is missing, found "x"'],
    ['1,:a\n', 'value 2: expected a finite number, or ? where it is missing, found nothing'],
    ['', 'FILE: expected series below @data, found none'],
    ['a\n', 'FILE:6: expected a series, found a label alone'],
  ])('refuses %j', async (text, says) => expect(await series(header + text)).toContain(says))

  it('refuses time stamps', async () =>
    expect(await series('@timeStamps true\n@data\n(0,1):a\n')).toContain('expected series without time stamps'))
})
