import { describe, expect, it } from 'vitest'
import { deadLatents, input, pipe, topK } from '../../../src/index.ts'
import * as Named from '../../../src/tensor/named.ts'
import { A, faultOf, numbers, rowsFrom, run } from '../run.ts'

describe('deadLatents', () => {
  const net = pipe(input([4]), deadLatents({ k: 1, after: 2 }, topK(1)))
  const silent = (...steps: ReadonlyArray<number>) => ({ '0.silent': A.constant(steps, [4]) })

  it('counts the steps that a feature is off, in training alone', () => {
    const x = rowsFrom([
      [9, 1, 1, 1],
      [1, 1, 9, 1],
    ])
    const next = (seed?: number) =>
      numbers(
        Named.get(
          run(net, x, { buffers: silent(5, 0, 1, 7), ...(seed === undefined ? {} : { seed }) }).buffers,
          '0.silent',
        ),
      )
    expect(next(1)).toEqual([0, 1, 0, 8])
    expect(next()).toEqual([5, 0, 1, 7])
  })

  it('exposes the greatest positive entries of the dead', () => {
    const dead = (row: ReadonlyArray<number>) =>
      numbers(Named.get(run(net, rowsFrom([row]), { buffers: silent(0, 2, 1, 3) }).aux, 'dead'))
    expect(dead([9, 2, 8, 3])).toEqual([0, 0, 0, 3])
    expect(dead([9, 2, 8, -3])).toEqual([0, 2, 0, 0])
    expect(dead([9, -2, 8, -3])).toEqual([0, 0, 0, 0])
  })

  it('refuses a k that is too great and a body of other sizes', () => {
    expect(faultOf(pipe(input([4]), deadLatents({ k: 5 }, topK(1))))).toContain('[0].k: expected at most 4')
    expect(faultOf(pipe(input([4]), deadLatents({ k: 1 }, deadLatents({ k: 1 }, topK(1)))))).toContain('"dead" again')
    const body = [{ layer: 'dense', units: 2 }]
    expect(faultOf({ input: [4], layers: [{ layer: 'deadLatents', body, k: 1 }] })).toContain('a body that gives [4]')
  })
})
