import { describe, expect, it } from 'vitest'
import { orthogonalCode, orthogonalWeights } from '../../../src/index.ts'
import { array } from '../../reference/values.ts'
import { matrix, valueOf } from '../values.ts'

describe('orthogonality', () => {
  it('costs nothing where it holds, whatever the length of a code', () => {
    const turn = [Math.cos(1), Math.sin(1), -Math.sin(1), Math.cos(1)]
    const parameters = { 'encoder.0.weight': array(turn, [2, 2]), 'encoder.0.bias': array([7], [1]) }
    expect(valueOf(orthogonalWeights.definition, { parameters })).toBeLessThan(1e-30)
    const code = matrix(
      2,
      turn.map((x) => 9 * x),
    )
    expect(valueOf(orthogonalCode.definition, { aux: { code } })).toBeLessThan(1e-28)
  })
})
