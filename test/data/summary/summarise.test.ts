import { describe, expect, it } from 'vitest'
import type { Chunk, TableSummary, TensorSummary } from '../../../src/data/index.ts'
import { rowsFrom, summarise } from '../../../src/data/index.ts'
import { deviation, joinMoments, momentsOf } from '../../../src/data/summary/moments.ts'
import { RowSample } from '../../../src/data/summary/sample.ts'

const numbers = (name: string, values: ReadonlyArray<number>) => ({
  name,
  cells: { kind: 'numbers' as const, values: Float64Array.from(values) },
})

const texts = (name: string, cells: ReadonlyArray<string | undefined>) => {
  const values = [...new Set(cells)].filter((cell) => cell !== undefined)
  const indices = Int32Array.from(cells, (cell) => (cell === undefined ? -1 : values.indexOf(cell)))
  return { name, cells: { kind: 'text' as const, indices, values } }
}

const n = 40
const range = <A>(f: (i: number) => A): ReadonlyArray<A> => Array.from({ length: n }, (_, i) => f(i))
const cities = ['Rome', 'Oslo', 'Bonn', 'Lyon']

/** 40 rows, of which the last repeats the third but for its id. */
const table: Chunk = {
  kind: 'table',
  length: n,
  columns: [
    numbers(
      'id',
      range((i) => i + 1),
    ),
    numbers(
      'metres',
      range((i) => Math.sin(i === n - 1 ? 2 : i) * 3 + 7),
    ),
    numbers(
      'feet',
      range((i) => (Math.sin(i === n - 1 ? 2 : i) * 3 + 7) * 3.28084),
    ),
    texts(
      'city',
      range((i) => cities[(i === n - 1 ? 2 : i) % 4]),
    ),
    texts(
      'code',
      range((i) => `c${(i === n - 1 ? 2 : i) % 4}`),
    ),
    numbers(
      'zero',
      range(() => 5),
    ),
    numbers(
      'rare',
      range((i) => (i % 3 === 0 && i < n - 1 ? i / 7 : Number.NaN)),
    ),
  ],
}

const tableSummary = async (settings = {}): Promise<TableSummary> => {
  const summary = await summarise(rowsFrom(table), settings)
  if (summary?.kind !== 'table') throw new Error('not a table')
  return summary
}

describe('the summary of a table', () => {
  it('has the kind, the range, the moments and the missing cells of each column', async () => {
    const { rows, columns } = await tableSummary()
    expect(rows).toBe(n)
    expect(columns.map(({ schema: { kind } }) => kind)).toEqual([
      'id',
      'number',
      'number',
      'category',
      'category',
      'number',
      'number',
    ])
    const metres = table.columns[1]?.cells
    const values = metres?.kind === 'numbers' ? [...metres.values] : []
    const mean = values.reduce((sum, value) => sum + value, 0) / n
    expect(columns[1]?.mean).toBeCloseTo(mean, 12)
    expect(columns[1]?.greatest).toBe(Math.max(...values))
    expect(columns[6]?.missing).toBe(27)
    expect(columns[3]?.different).toBe(4)
    expect(columns[3]?.frequent[0]?.[1]).toBe(11)
  })

  it('tells names of rows, constants, missing cells, copies and duplicates', async () => {
    const { suspicions, duplicates } = await tableSummary({ id: 'id' })
    expect(duplicates).toBe(1)
    expect(suspicions.map(({ column, kind }) => [column, kind])).toEqual([
      ['id', 'identifier'],
      ['zero', 'constant'],
      ['rare', 'missing'],
      ['feet', 'copy'],
      ['code', 'copy'],
    ])
  })

  it('tells a column that alone determines the label', async () => {
    const { suspicions } = await tableSummary({ label: 'city' })
    expect(suspicions.filter(({ kind }) => kind === 'leak').map(({ column }) => column)).toEqual(['code'])
  })

  it('is the same however the rows are cut into chunks', async () => {
    const halves = [0, 17].map((from, i): Chunk => {
      const to = i === 0 ? 17 : n
      return {
        kind: 'table',
        length: to - from,
        columns: table.columns.map(({ name, cells }) => ({
          name,
          cells:
            cells.kind === 'numbers'
              ? { ...cells, values: cells.values.slice(from, to) }
              : { ...cells, indices: cells.indices.slice(from, to) },
        })),
      }
    })
    const [whole, cut] = [await tableSummary({ id: 'id' }), await summarise(rowsFrom(...halves), { id: 'id' })]
    if (cut?.kind !== 'table') throw new Error('not a table')
    expect(cut.duplicates).toBe(whole.duplicates)
    expect(cut.suspicions).toEqual(whole.suspicions)
    for (const [i, column] of whole.columns.entries()) {
      expect(cut.columns[i]?.mean ?? 0).toBeCloseTo(column.mean ?? 0, 12)
      expect(cut.columns[i]?.schema).toEqual(column.schema)
    }
  })
})

describe('the summary of tensors', () => {
  it('of dense and of sparse rows is the same', async () => {
    const values = Float64Array.of(0, 2, 0, 1, 0, 2, 0, 4, 0, 2, 0, 1)
    const dense = await summarise(rowsFrom({ kind: 'tensors', length: 3, sizes: [4], values, labels: ['a', 'b', 'a'] }))
    const sparse = await summarise(
      rowsFrom({
        kind: 'sparse',
        length: 3,
        width: 4,
        offsets: Uint32Array.of(0, 2, 4, 6),
        indices: Uint32Array.of(1, 3, 1, 3, 1, 3),
        values: Float64Array.of(2, 1, 2, 4, 2, 1),
        labels: ['a', 'b', 'a'],
      }),
    )
    const expected: Partial<TensorSummary> = {
      rows: 3,
      sizes: [4],
      zeros: 0.5,
      least: 0,
      greatest: 4,
      mean: 1,
      constants: 3,
      labels: [
        ['a', 2],
        ['b', 1],
      ],
    }
    expect(dense).toMatchObject({ ...expected, duplicates: 1 })
    expect(sparse).toMatchObject(expected)
  })

  it('of no rows is none', async () => {
    expect(await summarise(rowsFrom())).toBeUndefined()
  })
})

describe('moments', () => {
  it('of parts are those of the whole, with a large offset too', () => {
    const values = Array.from({ length: 100 }, (_, i) => 1.7e9 + Math.sin(i))
    const joined = joinMoments(momentsOf(values.slice(0, 33)), momentsOf(values.slice(33)))
    const mean = values.reduce((sum, value) => sum + (value - 1.7e9) / 100, 0)
    const variance = values.reduce((sum, value) => sum + (value - 1.7e9 - mean) ** 2 / 100, 0)
    expect(joined.mean - 1.7e9).toBeCloseTo(mean, 6)
    expect(deviation(joined)).toBeCloseTo(Math.sqrt(variance), 6)
  })
})

describe('a sample of rows', () => {
  it('is evenly spaced, and has no more than the rows that were asked', () => {
    const sample = new RowSample(16)
    const values = Array.from({ length: 100 }, (_, i) => i)
    for (let at = 0; at < 100; at += 10)
      sample.add({ kind: 'table', length: 10, columns: [numbers('x', values.slice(at, at + 10))] })
    const kept = sample.columns.get('x') ?? []
    expect(kept.length).toBeLessThanOrEqual(16)
    expect(kept.length).toBeGreaterThan(7)
    expect(kept).toEqual(kept.map((_, i) => i * Number(kept[1])))
  })
})
