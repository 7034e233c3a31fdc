import { describe, expect, it } from 'vitest'
import type { Net } from '../../src/index.ts'
import {
  bilinear,
  dense,
  embedding,
  fourierFeatures,
  gaussianNoise,
  gradientReversal,
  input,
  parallel,
  pipe,
  relu,
  residual,
  stopGradient,
  tanh,
  tap,
  topK,
} from '../../src/index.ts'
import { mirror } from '../../src/dsl/index.ts'

describe('mirror', () => {
  const encoder = pipe(input([20]), gaussianNoise(0.1), dense(10), relu, tap('hidden'), dense(4, { bias: false }))

  it('leads back the way the encoder came, without noise and taps', () => {
    expect(mirror(encoder)).toEqual({
      input: [4],
      layers: [{ layer: 'dense', units: 10, bias: false }, { layer: 'relu' }, { layer: 'dense', units: 20 }],
    })
  })

  it('shares the weights of the layer that it mirrors', () => {
    expect(mirror(encoder, { tied: true }).layers).toEqual([
      { layer: 'tied', units: 10, to: 'encoder.4', bias: false },
      { layer: 'relu' },
      { layer: 'tied', units: 20, to: 'encoder.1' },
    ])
  })

  it('mirrors the inside of a residual layer', () => {
    const inner = pipe(
      input([6]),
      residual((x) => pipe(x, dense(3), tanh, dense(6))),
    )
    expect(mirror(inner).layers).toEqual([
      { layer: 'residual', body: [{ layer: 'dense', units: 3 }, { layer: 'tanh' }, { layer: 'dense', units: 6 }] },
    ])
  })

  it('refuses what has no mirror, and says what to do', () => {
    const forked = pipe(
      input([6]),
      parallel(
        (x) => pipe(x, dense(2)),
        (x) => pipe(x, dense(1)),
      ),
    )
    expect(() => mirror(forked)).toThrow('write the decoder out')
  })

  it('leaves out what only selects or stops, and refuses what does not lead back', () => {
    expect(mirror(pipe(input([4]), dense(3), topK(2), gradientReversal(), stopGradient)).layers).toEqual([
      { layer: 'dense', units: 4 },
    ])
    expect(() => mirror(pipe(input([4]), embedding(4, 2)))).toThrow('an embedding has no mirror')
    expect(() => mirror(pipe(input([4]), fourierFeatures(2)))).toThrow('fourierFeatures has no mirror')
    const squares = bilinear(
      2,
      (x) => x,
      (x: Net<readonly [4], readonly [4], never>) => x,
    )
    expect(() => mirror(pipe(input([4]), squares))).toThrow('a bilinear layer has no mirror')
  })
})
