import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { dense, drawFaults, flatten, input, layers, mirror, pipe, relu, reshape } from '../../src/index.ts'
import type { LayerSpec } from '../../src/index.ts'
import { buildNetwork } from '../../src/layers/index.ts'
import type { Sizes } from '../../src/tensor/shape.ts'

const faultsOf = (layer: LayerSpec, sizes: Sizes): string => {
  const result = buildNetwork(layers, [layer], sizes, 'encoder.layers')
  return Either.isLeft(result) ? drawFaults(result.left) : 'none'
}

describe('settings that do not fit the rows', () => {
  it('reshape names the nearest sizes that hold as many entries', () => {
    expect(faultsOf({ layer: 'reshape', sizes: [2, 28, 13] }, [1, 28, 28])).toBe(
      'encoder.layers[0].sizes: expected sizes that hold the 784 entries of [1, 28, 28], found [2, 28, 13], which holds 728 (the nearest that do: [2, 28, 14])',
    )
    expect(faultsOf({ layer: 'reshape', sizes: [5, 3] }, [16])).toContain('the nearest that do: [16]')
  })
})

describe('mirror', () => {
  it('leads back through flatten and reshape', () => {
    const encoder = pipe(input([1, 28, 28]), flatten, dense(32), relu, reshape([2, 16]))
    expect(mirror(encoder).layers).toEqual([
      { layer: 'reshape', sizes: [32] },
      { layer: 'relu' },
      { layer: 'dense', units: 784 },
      { layer: 'reshape', sizes: [1, 28, 28] },
    ])
  })
})
