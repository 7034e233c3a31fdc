import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { afterAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import type { SourceSpec } from '../../../src/data/index.ts'
import { csv } from '../../../src/data/index.ts'
import type { LoadOptions } from '../../../src/data/files/index.ts'
import { load, sourceForFile } from '../../../src/data/files/index.ts'
import { library } from '../../../src/format/index.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-load-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(place, name), content)
  return join(place, name)
}

/** The rows of a source and what is said of them, with the folder left out; or its faults. */
const read = async (spec: SourceSpec, options: LoadOptions = {}) => {
  const loaded = await load(library, spec, options)()
  if (Either.isLeft(loaded)) return drawFaults(loaded.left).replaceAll(`${place}/`, '')
  const { data, notices } = loaded.right
  return { ...data, notices: notices.map((notice) => notice.replaceAll(`${place}/`, '')) }
}

const people = 'id;city;income;sold\nA;Rom;1,5;no\nB;Oslo;n/a;yes\nC;Rom;2,25;no\n'

describe('a table as it is', () => {
  it('is read as it is written, and that is said', async () => {
    expect(await read(csv(file('people.csv', people), { missing: 'mask', id: 'id' }))).toMatchObject({
      columns: ['city', 'income', 'sold'],
      ids: ['A', 'B', 'C'],
      values: Float32Array.of(1, 1.5, 0, 0, 0, 1, 1, 2.25, 0),
      mask: Float32Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1),
      schema: [{ values: ['Oslo', 'Rom'] }, { kind: 'number', range: [1.5, 2.25] }, { kind: 'binary' }],
      notices: ['people.csv: the delimiter is ";"', 'people.csv: the decimal mark is a comma'],
    })
  })

  it('is read in other encodings', async () => {
    for (const [name, bytes] of [
      ['utf16.csv', Buffer.from(`\uFEFF${people}`, 'utf16le')],
      ['bare16.csv', Buffer.from(people, 'utf16le')],
      ['marked.csv', Buffer.from(`\uFEFF${people}`)],
      ['mac.csv', people.replaceAll('\n', '\r')],
    ] as const)
      expect(await read(csv(file(name, bytes), { missing: 'mask', id: 'id' }))).toMatchObject({
        length: 3,
        columns: ['city', 'income', 'sold'],
      })
    expect(await read(csv(file('latin.csv', Buffer.from('größe\n1\n2\n', 'latin1'))))).toMatchObject({
      columns: ['größe'],
      notices: ['latin.csv: the encoding is LATIN1'],
    })
  })

  it('has names that differ, and says which it changed', async () => {
    expect(await read(csv(file('twice.csv', 'a,a,,b\n1,2,3,4\n')))).toMatchObject({
      columns: ['a', 'a.2', 'column 3', 'b'],
      notices: ['twice.csv: names that are empty or there twice were changed to "a.2", "column 3"'],
    })
  })

  it('has several conditions beside a label, categories one-hot', async () => {
    const path = file('conditions.csv', 'x,city,age,fraud\n1,Rom,30,0\n2,Oslo,40,1\n')
    expect(await read(csv(path, { condition: ['city', 'age'], label: 'fraud' }))).toMatchObject({
      columns: ['x'],
      labels: ['0', '1'],
      condition: { width: 3, values: Float32Array.of(0, 1, 30, 1, 0, 40) },
    })
    expect(await read(csv(path, { condition: ['city'] }))).toMatchObject({
      condition: { width: 2, classes: ['Rom', 'Oslo'] },
    })
  })

  it('is put in the order of a schema by name, and new categories are refused or taken as other', async () => {
    const schema = [
      { kind: 'number', name: 'x' },
      { kind: 'category', name: 'city', values: ['Oslo', 'Rom'] },
    ] as const
    const path = file('other.csv', 'city,new,x\nRom,1,5\nParis,2,6\n')
    expect(await read(csv(path, { schema }))).toBe(
      'other.csv, column "city": expected values that the column had in training, found 1 of 2 cells with new values ("Paris"), in line 3 (correct them, leave the rows out, or train with data that has them)',
    )
    expect(await read(csv(path, { schema }), { unseen: 'other' })).toMatchObject({
      values: Float32Array.of(5, 1, 6, 2),
      notices: [
        'other.csv: 1 column not used: "new"',
        'other.csv: columns in another order than in training, put in order by name',
        'other.csv, column "city": 1 cell with values that training did not have ("Paris"), taken as "other"',
      ],
    })
    expect(await read(csv(file('renamed.csv', 'City,x\nRom,5\n'), { schema }))).toBe(
      'renamed.csv: expected the column "city", as in training, found none of this name (rename "City", if it is the same)',
    )
  })
})

describe('files of a source', () => {
  it('are those of a folder or a pattern, one after the other', async () => {
    mkdirSync(join(place, 'shards'))
    for (const [n, text] of ['a,b\n1,2\n', 'b,a\n4,3\n', 'a,b\n5,6\n'].entries()) file(`shards/part-${n}.csv`, text)
    file('shards/notes.txt', 'none of them')
    const rows = { length: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) }
    expect(await read(csv(join(place, 'shards')))).toMatchObject(rows)
    expect(await read(csv(join(place, 'sh*/part-?.csv')))).toMatchObject(rows)
    expect(await read(csv(join(place, 'shards/*.tsv')))).toBe(
      'shards/*.tsv: expected files that the path means, found none (check the folder, the pattern and the endings of the files)',
    )
    file('shards/part-3.csv', 'a,c\n1,2\n')
    expect(await read(csv(join(place, 'shards')))).toBe(
      'shards/part-3.csv: expected the columns of the first file, found no "b", and "c" besides (name files of one kind, or make their columns the same)',
    )
  })

  it('are of the source that their ending or their first bytes say, with the settings that it has too', async () => {
    const before = csv('x.csv', { label: 'y', delimiter: ';', missing: 'mask' })
    const source = async (path: string) => {
      const found = await sourceForFile(library, path, before)()
      return Either.isLeft(found) ? drawFaults(found.left) : found.right
    }
    const path = file('data.bin', 'a,b\n1,2\n')
    expect(await source(path)).toEqual({ ...before, path })
    expect(await source('rows.parquet')).toEqual({
      source: 'parquet',
      path: 'rows.parquet',
      label: 'y',
      missing: 'mask',
    })
    expect(await source('-')).toMatchObject({ source: 'csv' })
    expect(await source(file('odd.bin', Uint8Array.of(1, 2, 0, 3)))).toContain('found a binary file')
  })
})
