import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openMatrixMarket } from '../../../src/data/files/matrixMarket.ts'
import { allFaultsOf, expectAsPython, fixture, rowsOf } from './fixtures.ts'

const names = ['integer', 'real', 'columns', 'symmetric', 'skew', 'pattern', 'array', 'array-symmetric']

const place = mkdtempSync(join(tmpdir(), 'isthmus-mtx-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const written = (text: string): string => {
  const path = join(place, 'case.mtx')
  writeFileSync(path, text)
  return path
}

describe('a MatrixMarket file', () => {
  it.each([...names.map((name) => `${name}.mtx`), 'real.mtx.gz'])('%s is read as SciPy wrote it', (name) =>
    expectAsPython(openMatrixMarket({ path: fixture(`mtx/${name}`) }), `mtx/${name}`),
  )

  it.each(['integer.mtx', 'array.mtx'])('%s transposed', async (name) => {
    const path = fixture(`mtx/${name}`)
    const [rows, columns] = [
      await rowsOf(openMatrixMarket({ path })),
      await rowsOf(openMatrixMarket({ path, transpose: true })),
    ]
    const [height = 0, width = 0] = rows.shape
    expect(columns.shape).toEqual([width, height])
    expect(columns.values).toEqual(
      rows.values.map((_, i) => rows.values[(i % height) * width + Math.floor(i / height)]),
    )
  })

  it('reads only the first rows', async () => {
    const path = fixture('mtx/real.mtx')
    const [two, all] = [await rowsOf(openMatrixMarket({ path, rows: 2 })), await rowsOf(openMatrixMarket({ path }))]
    expect(two.values).toEqual(all.values.slice(0, 10))
  })

  it('adds up entries of one place, in any order and any notation', async () => {
    const head = '%%MatrixMarket Matrix Coordinate Real General\r\n% a comment\r\n\r\n2 3 5\r\n'
    const path = written(`${head}2 3 1e2\r\n1 2 .5\r\n\t2  1\t-3.25 \r\n1 2 0.1234567890123456789\r\n2 3 1D-1`)
    expect((await rowsOf(openMatrixMarket({ path }))).values).toEqual([
      0,
      0.5 + 0.1234567890123456789,
      0,
      -3.25,
      0,
      100.1,
    ])
  })

  const head = '%%MatrixMarket matrix coordinate real general\n'
  it.each([
    ['hello\n', 'case.mtx:1: expected the line %%MatrixMarket'],
    ['', 'case.mtx:1: expected a line of sizes, found the end of the file'],
    [`${head}2 2\n`, 'case.mtx:2: expected rows, columns and entries, found "2 2"'],
    [`${head}0 2 0\n`, 'case.mtx:2: expected 1 to 4294967295 rows and columns'],
    [`${head}2 2 5\n`, 'case.mtx:2: expected no more entries than cells'],
    [`${head}4000000000 2 1\n1 1 1\n`, 'expected at most 4194304 rows and columns for 1 entries'],
    [`${head}2 2 2\n1 1 1\n`, 'case.mtx:3: expected 2 entries, as the header says, found 1'],
    [`${head}2 2 1\n1 1 1\n1 2 1\n`, 'case.mtx:4: expected 1 entries, as the header says, found one more'],
    [`${head}2 2 1\n3 1 1\n`, 'case.mtx:3: expected a row from 1 to 2, found 3'],
    [`${head}2 2 1\n1 0 1\n`, 'case.mtx:3: expected a column from 1 to 2, found 0'],
    [`${head}2 2 1\n1 1 x\n`, 'case.mtx:3: expected a number, found x'],
    [`${head}2 2 1\n1 1 1 1\n`, 'case.mtx:3: expected the end of the line, found 1'],
    [`${head.replace('general', 'symmetric')}2 2 1\n1 2 1\n`, 'an entry on or below the diagonal'],
    [`${head.replace('general', 'symmetric')}2 3 1\n1 2 1\n`, 'as many rows as columns'],
    [`${head.replace('real', 'complex')}2 2 1\n1 1 1 1\n`, 'write real and imaginary part as two matrices'],
  ])('%j is refused: %s', async (text, says) =>
    expect(await allFaultsOf(openMatrixMarket({ path: written(text) }))).toContain(says),
  )
})
