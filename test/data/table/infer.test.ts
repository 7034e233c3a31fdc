import { describe, expect, it } from 'vitest'
import type { Cells } from '../../../src/data/index.ts'
import { addCells, noFacts } from '../../../src/data/table/facts.ts'
import { inferColumn } from '../../../src/data/table/infer.ts'

const numbers = (...values: ReadonlyArray<number>): Cells => ({ kind: 'numbers', values: Float64Array.from(values) })

const texts = (...all: ReadonlyArray<string>): Cells => {
  const values = [...new Set(all)]
  return { kind: 'text', values, indices: Int32Array.from(all, (text) => (text === '' ? -1 : values.indexOf(text))) }
}

/** What a column of these chunks holds. */
const infer = (name: string, ...chunks: ReadonlyArray<Cells>) =>
  inferColumn(
    name,
    chunks.reduce((facts, cells) => addCells(facts, cells), noFacts),
  )

const many = (n: number, text: (i: number) => string): Cells => texts(...Array.from({ length: n }, (_, i) => text(i)))

describe('a schema is inferred', () => {
  it('from numbers: counts, yes and no, numbers with their range and how many are missing', () => {
    expect(infer('x', numbers(1.5, Number.NaN), numbers(-2))).toEqual({
      kind: 'number',
      name: 'x',
      missing: 1,
      range: [-2, 1.5],
    })
    expect(infer('visits', numbers(0, 3, 7))).toMatchObject({ kind: 'count', range: [0, 7] })
    expect(infer('age', numbers(17, 30, 7))).toMatchObject({ kind: 'number' })
    expect(infer('sold', numbers(0, 1, 1))).toMatchObject({ kind: 'binary', values: ['0', '1'] })
    expect(infer('empty', numbers(Number.NaN))).toEqual({ kind: 'number', name: 'empty', missing: 1 })
  })

  it('from text: categories in order, yes and no, dates', () => {
    expect(infer('city', texts('Rome', 'Berlin', ''), texts('Rome', 'Oslo'))).toEqual({
      kind: 'category',
      name: 'city',
      missing: 1,
      values: ['Berlin', 'Oslo', 'Rome'],
    })
    expect(infer('lift', texts('Yes', 'No', 'Yes'))).toMatchObject({ kind: 'binary', values: ['No', 'Yes'] })
    expect(infer('day', texts('2024-02-29', '2024-03-01'))).toMatchObject({ kind: 'date', format: 'date' })
    expect(infer('time', texts('2024-02-29T10:00Z', '2024-03-01'))).toMatchObject({ kind: 'date', format: 'date-time' })
    expect(infer('day', texts('2023-02-29'))).toMatchObject({ kind: 'category' })
    expect(infer('code', numbers(1, 2, 1), texts('A', '1'))).toMatchObject({
      kind: 'category',
      values: ['1', '2', 'A'],
    })
  })

  it('leaves out names of rows and free text', () => {
    const rising = numbers(...Array.from({ length: 30 }, (_, i) => i + 1))
    expect(infer('id', rising)).toMatchObject({ kind: 'id' })
    expect(infer('customer_id', rising)).toMatchObject({ kind: 'id' })
    expect(infer('paid', rising)).toMatchObject({ kind: 'count' })
    expect(
      infer(
        'name',
        many(30, (i) => `H${i}`),
      ),
    ).toMatchObject({ kind: 'id' })
    expect(
      infer(
        'notes',
        many(30, (i) => `row ${i} says so`),
      ),
    ).toMatchObject({ kind: 'text' })
    expect(
      infer(
        'tag',
        many(5000, (i) => `t${i % 1500}`),
      ),
    ).toMatchObject({ kind: 'text' })
  })

  it('takes a column of numbers with few texts for numbers, whatever the chunks are', () => {
    const most = Array.from({ length: 50 }, (_, i) => i / 2)
    const mixed: Cells = { kind: 'numbers', values: Float64Array.of(1, Number.NaN), texts: new Map([[1, 'n.d.']]) }
    expect(infer('x', numbers(...most), mixed)).toMatchObject({ kind: 'number', missing: 0 })
  })
})
