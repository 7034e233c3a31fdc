import { describe, expect, it } from 'vitest'
import { errorsByColumn } from '../../../src/tasks/metrics/index.ts'

describe('errors by column', () => {
  it('are in the units of each column; categories are right or wrong', () => {
    const found = errorsByColumn({
      width: 2,
      columns: ['metres', 'colour'],
      schema: [
        { kind: 'number', name: 'metres' },
        { kind: 'category', name: 'colour', values: ['red', 'blue'] },
      ],
      target: [100, 0, 200, 1, 300, 1],
      output: [110, 0, 200, 0.8, 290, 0],
      pca: [100, 0, 200, 1, 330, 1],
    })
    expect(found).toEqual([
      { column: 'metres', count: 3, mae: 20 / 3, rmse: Math.sqrt(200 / 3), r2: 1 - 200 / 20_000, pca: Math.sqrt(300) },
      { column: 'colour', count: 3, accuracy: 2 / 3, pca: 1 },
    ])
  })

  it('leave out missing cells, and columns without a known one', () => {
    const found = errorsByColumn({
      width: 2,
      columns: ['a', 'b'],
      target: [1, 0, 5, 0],
      output: [2, 9, 9, 9],
      mask: Float32Array.of(1, 0, 0, 0),
    })
    expect(found).toEqual([{ column: 'a', count: 1, mae: 1, rmse: 1 }])
  })
})
