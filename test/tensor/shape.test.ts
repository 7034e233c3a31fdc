import { describe, expect, it } from 'vitest'
import { extentAt, extentsOf, knownSizes, lastExtent } from '../../src/tensor/shape.ts'

const shape = [{ batch: 1 }, 4, 3] as const

describe('extents of a shape', () => {
  it('are given for an axis that exists', () => {
    expect(extentAt(shape, 1)).toBe(4)
    expect(lastExtent(shape)).toBe(3)
    expect(extentsOf(shape, 3)).toEqual(shape)
  })

  it('are refused where the axis or the rank is another', () => {
    expect(() => extentAt(shape, 3)).toThrow('axis 3 of [N, 4, 3] does not exist')
    expect(() => extentsOf(shape, 2)).toThrow('expected a shape of 2 axes, found [N, 4, 3]')
    expect(() => knownSizes(shape)).toThrow('an extent of N is not known before a program runs')
  })
})
