import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  autoencoder,
  dense,
  elaborate,
  flatten,
  input,
  library,
  multiScaleSsim,
  pipe,
  reshape,
  ssim,
} from '../../../src/index.ts'
import { drawFaults } from '../../../src/codec/index.ts'
import type { Loss } from '../../../src/losses/index.ts'
import { draw, path, stream } from '../../../src/random/index.ts'
import { array } from '../../reference/values.ts'
import { valueOf } from '../values.ts'

const image = (name: string, sizes: ReadonlyArray<number>) =>
  array(
    [
      ...draw(
        path(stream(4), name),
        sizes.reduce((a, b) => a * b),
        { kind: 'uniform' },
      ),
    ],
    sizes,
  )

const faultOf = (loss: Loss<never>, sizes: readonly [number, number, number]): string => {
  const entries = sizes[0] * sizes[1] * sizes[2]
  const built = elaborate(
    library,
    autoencoder({
      encoder: pipe(input([...sizes]), flatten, dense(2)),
      decoder: pipe(input([2]), dense(entries), reshape([...sizes])),
      loss,
    }),
  )
  return Either.isLeft(built) ? drawFaults(built.left) : 'no fault'
}

describe.each([
  ['ssim', ssim.definition, { window: 5 }],
  ['multiScaleSsim', multiScaleSsim.definition, { window: 3, exponents: [0.3, 0.3, 0.4] }],
])('%s', (_, row, settings) => {
  const target = image('a', [2, 3, 16, 14])

  it('is 0 for equal images', () => expect(valueOf(row, { target, output: target }, settings)).toBeLessThan(1e-14))

  it('is near 1 for unlike images', () =>
    expect(valueOf(row, { target, output: image('b', [2, 3, 16, 14]) }, settings)).toBeGreaterThan(0.6))

  it('does not see what the mask hides', () => {
    const mask = array(
      Array.from({ length: 2 * 3 * 16 * 14 }, (__, i) => (i % 3 === 0 ? 0 : 1)),
      [2, 3, 16, 14],
    )
    const output = array(
      [...target.data].map((x, i) => (i % 3 === 0 ? 7 : x)),
      [2, 3, 16, 14],
    )
    expect(valueOf(row, { target, output, mask }, settings)).toBeLessThan(1e-14)
  })
})

describe('sizes that a window finds no room in are a fault', () => {
  it('ssim names the sizes that its window does not fit', () => {
    expect(faultOf(ssim, [1, 28, 28])).toBe('no fault')
    expect(faultOf(ssim, [1, 28, 8])).toBe(
      'loss[0].window: expected a window of at most 8 pixels, in [1, 28, 8], found 11 (window: 8)',
    )
  })

  it('of multiScaleSsim, at its coarsest scale', () => {
    expect(faultOf(multiScaleSsim({ window: 7, exponents: [0.5, 0.5] }), [1, 28, 28])).toBe('no fault')
    expect(faultOf(multiScaleSsim, [1, 28, 28])).toBe(
      'loss[0].window: expected a window of at most 1 pixels, in [1, 28, 28] at 5 scales, found 11 (window: 1)',
    )
  })

  it('of rows that are no images', () => {
    const built = elaborate(
      library,
      autoencoder({ encoder: pipe(input([9]), dense(2)), decoder: pipe(input([2]), dense(9)), loss: ssim }),
    )
    expect(Either.isLeft(built) ? drawFaults(built.left) : '').toBe(
      'loss[0]: expected rows that are images, [channels, height, width], found [9] (put the image into the input of the encoder: input([1, 28, 28]))',
    )
  })
})
