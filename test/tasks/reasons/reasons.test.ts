import { describe, expect, it } from 'vitest'
import { reasonsOf } from '../../../src/tasks/index.ts'

describe('the reasons of a score', () => {
  const explained = {
    values: {
      sizes: [3],
      columns: ['height', 'city', 'day'],
      schema: [
        { kind: 'number', name: 'height' },
        { kind: 'category', name: 'city', values: ['Rome', 'Oslo'] },
        { kind: 'date', name: 'day', format: 'date' },
      ],
      values: Float64Array.of(7, 1, 86_400, 3, 0, 0),
      mask: Float32Array.of(1, 1, 1, 0, 1, 1),
    },
    expected: { shape: [2, 3], data: Float64Array.of(4, 0, 0, 5, 0, 86_400) },
    scores: [4, 0],
    contributions: { length: 2, width: 3, values: Float64Array.of(1, 2, 1, 0, 0, 0), basis: 'score' },
    spread: [0.5, 0, 0],
  } as const

  it('are columns as the file has them, the greatest first, with shares', () => {
    const { basis, rows } = reasonsOf(explained, 2)
    expect(basis).toBe('score')
    expect(rows[0]).toEqual({
      score: 4,
      columns: [
        { column: 'city', value: 'Oslo', expected: 'Rome', contribution: 2, share: 0.5 },
        { column: 'height', value: 7, expected: 4, contribution: 1, share: 0.25, spread: 0.5 },
      ],
    })
    expect(rows[1]?.columns[0]).toEqual({
      column: 'height',
      value: '',
      expected: 5,
      contribution: 0,
      share: 0,
      spread: 0.5,
    })
    expect(reasonsOf(explained, 9).rows[0]?.columns[2]).toMatchObject({ value: '1970-01-02', expected: '1970-01-01' })
  })

  it('name the nearest normal row', () => {
    const nearest = { length: 2, k: 1, rows: Uint32Array.of(8, 3), distances: Float64Array.of(0.5, 2) }
    expect(reasonsOf({ ...explained, nearest }, 1).rows.map((row) => row.nearest)).toEqual([
      { row: 8, distance: 0.5 },
      { row: 3, distance: 2 },
    ])
  })
})
