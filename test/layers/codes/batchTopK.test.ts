import { describe, expect, it } from 'vitest'
import { batchTopK, input, pipe } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, faultOf, numbers, rowsFrom, run } from '../run.ts'

const scalar = (value: number) => A.constant([value], [])

describe('batchTopK', () => {
  const net = pipe(input([3]), batchTopK(1))
  const rows = rowsFrom([
    [5, 4, 3],
    [1, 0.5, 2],
    [-1, -2, 0],
  ])

  it('keeps as many entries as there are rows, wherever they are', () =>
    expect(numbers(run(net, rows, { buffers: { '0.threshold': scalar(0) }, seed: 1 }).y).map((y) => y + 0)).toEqual([
      5, 4, 3, 0, 0, 0, 0, 0, 0,
    ]))

  it('learns the least entry that is kept, and keeps by it at evaluation', () => {
    const { buffers } = run(net, rows, { buffers: { '0.threshold': scalar(0) }, seed: 1 })
    expect(numbers(Named.get(buffers, '0.threshold'))).toEqual([3])
    const alone = run(net, rowsFrom([[2.9, 3.1, 9]]), { buffers })
    expect(numbers(alone.y)).toEqual([0, 3.1, 9])
    expect(numbers(Named.get(alone.buffers, '0.threshold'))).toEqual([3])
  })

  it('learns nothing where nothing positive is kept', () => {
    const { buffers } = run(net, rowsFrom([[-3, -4, -5]]), { buffers: { '0.threshold': scalar(0.5) }, seed: 1 })
    expect(numbers(Named.get(buffers, '0.threshold'))).toEqual([0.5])
  })

  it('refuses to keep more than there are', () =>
    expect(faultOf(pipe(input([4]), batchTopK(5)))).toContain('at most 4, the width of the last axis'))
})
