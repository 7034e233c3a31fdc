import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { AutoencoderSpec } from '../../src/index.ts'
import { batchTopK, deadLatents, elaborate, gated, input, jumpRelu, library, pipe, topK } from '../../src/index.ts'
import * as Named from '../../src/tensor/named.ts'
import { A, faultOf, numbers, rowsFrom, run } from './run.ts'

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

describe('jumpRelu', () => {
  /** Many entries spread evenly, the threshold at 1. */
  const x = rowsFrom(Array.from({ length: 4000 }, (_, i) => [i / 1000]))
  const { y, aux, pullback } = run(pipe(input([1]), jumpRelu({ bandwidth: 0.5 })), x, {
    parameters: { '0.logThreshold': A.constant([0], [1]) },
  })

  it('keeps what is above its threshold as it is', () => {
    expect(numbers(y).slice(999, 1002)).toEqual([0, 0, 1.001])
    expect(numbers(Named.get(aux, 'active')).slice(999, 1002)).toEqual([0, 0, 1])
  })

  it('estimates how the expected number of active entries falls as the threshold rises', () => {
    const ones = A.constant(new Float64Array(4000).fill(1), [4000, 1])
    const { dparameters } = pullback(A.mul(ones, A.sub(ones, ones)), { active: ones })
    // 1000 entries for each unit of x: the count falls by 1000 for each unit of θ, and dθ/dℓ = θ = 1.
    expect(numbers(Named.get(dparameters, '0.logThreshold'))[0]).toBeCloseTo(-1000, -1)
  })

  it('estimates how the expected output falls: by its height times its density', () => {
    const ones = A.constant(new Float64Array(4000).fill(1), [4000, 1])
    expect(numbers(Named.get(pullback(ones, {}).dparameters, '0.logThreshold'))[0]).toBeCloseTo(-1000, -1)
  })
})

describe('gated', () => {
  it('lets the magnitude through where the gate is open', () => {
    const parameters = {
      '0.gateBias': A.constant([-1, -1], [2]),
      '0.logScale': A.constant([0, Math.LN2], [2]),
      '0.magnitudeBias': A.constant([0, 10], [2]),
    }
    const { y, aux } = run(
      pipe(input([2]), gated),
      rowsFrom([
        [0.5, 0.5],
        [3, 3],
      ]),
      { parameters },
    )
    expect(numbers(y)).toEqual([0, 0, 3, 16])
    expect(numbers(Named.get(aux, 'gate'))).toEqual([0, 0, 2, 2])
  })
})

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

describe('terms on dictionaries', () => {
  const fault = (loss: AutoencoderSpec['loss'], decoder: AutoencoderSpec['decoder']['layers']): string => {
    const encoder = {
      input: [3],
      layers: [
        { layer: 'dense', units: 4 },
        { layer: 'deadLatents', k: 1, body: [{ layer: 'gated' }] },
      ],
    }
    const model = elaborate(library, { encoder, decoder: { input: [4], layers: decoder }, loss })
    return Either.isLeft(model) ? drawFaults(model.left) : 'no fault'
  }
  const both = [{ term: 'auxK' }, { term: 'gateReconstruction' }]

  it('find the dictionary of the decoder', () => expect(fault(both, [{ layer: 'dense', units: 3 }])).toBe('no fault'))

  it('want what the code itself has, in its shape', () => {
    const [decoder, loss] = [{ input: [4], layers: [{ layer: 'dense', units: 4 }] }, [{ term: 'auxK' }]]
    const dead = { layer: 'deadLatents', k: 1, body: [] }
    const encoder = { input: [4], layers: [{ layer: 'reshape', sizes: [2, 2] }, dead, { layer: 'flatten' }] }
    const model = elaborate(library, { encoder, decoder, loss })
    expect(Either.isLeft(model) ? drawFaults(model.left) : 'no fault').toContain(
      'expected the code itself to have dead',
    )
  })

  it('say what they need where there is none', () => {
    const tied = fault(both, [{ layer: 'tied', units: 3, to: 'encoder.0' }])
    expect(tied).toContain('loss[0]: expected a parameter "decoder.0.weight" of [4, 3], found none')
    expect(tied).toContain('begin the decoder with a dense layer of its own')
    const deep = [
      { layer: 'dense', units: 5 },
      { layer: 'dense', units: 3 },
    ]
    expect(fault([{ term: 'auxK' }], deep)).toContain('found [4, 5]')
    expect(fault([{ term: 'auxK', dictionary: 'decoder.1' }], deep)).toContain('found [5, 3]')
  })
})
