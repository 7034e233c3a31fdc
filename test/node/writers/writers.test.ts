import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { decode } from 'fast-png'
import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../../src/codec/index.ts'
import { library } from '../../../src/format/index.ts'
import { openSource } from '../../../src/data/files/index.ts'
import type { SourceSpec } from '../../../src/data/index.ts'
import { writeRows } from '../../../src/node/writeFile.ts'
import type { RowsOut } from '../../../src/node/writers/index.ts'
import { endingsFor, tableOut, tensorOut, writers } from '../../../src/node/writers/index.ts'
import { newPath, read, tableOf } from '../../data/files/tables.ts'

const write = async (path: string, rows: RowsOut, replace = false): Promise<string> => {
  const result = await writeRows({ path, replace }, rows)()
  return Either.isLeft(result) ? drawFaults(result.left) : result.right
}

const sources: Readonly<Record<string, string>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.feather': 'arrow',
}

const open = (path: string, ending: string) => {
  const spec: SourceSpec = { source: sources[ending] ?? '', path, ...(ending === '.tsv' ? { delimiter: '\t' } : {}) }
  return openSource(library, spec)
}

const ids = ['a', 'b,"c"', ' d\n']
const numbers = Float64Array.of(1, 0.1, -3e-300, 4, Number.NaN, 6)
const tensor = { shape: [3, 2], data: numbers }

describe('writers', () => {
  const tables = writers.filter(({ takes }) => takes === 'table').flatMap(({ endings }) => endings)

  it.each(tables)('%s is read as it was written', async (ending) => {
    const path = newPath(ending)
    const labels = ['x', 'y', 'ü']
    expect(await write(path, tensorOut(tensor, ['p', 'q"q'], { ids, labels, idName: 'name' }))).toBe(path)
    expect(await tableOf(open(path, ending))).toEqual({
      name: ids,
      p: [1, -3e-300, null],
      'q"q': [0.1, 4, 6],
      label: labels,
    })
  })

  it.each(tables)('%s keeps float32 to the bit', async (ending) => {
    const path = newPath(ending)
    const data = Float32Array.of(0.1, 1 / 3, 3e38, 1e-45)
    await write(path, tensorOut({ shape: [4, 1], data }, ['x'], {}))
    expect(await tableOf(open(path, ending))).toEqual({ x: Array.from(data) })
  })

  it('writes categories, yes or no and dates as the file had them', async () => {
    const path = newPath('.csv')
    const data = Float32Array.of(0.4, 0.6, 86_400, 1.8, 0.2, 0, Number.NaN, 1, 0)
    await write(
      path,
      tensorOut({ shape: [3, 3], data }, ['city', 'member', 'born'], {}, [
        { name: 'city', kind: 'category', values: ['Bern', 'Graz', 'Linz'] },
        { name: 'member', kind: 'binary', values: ['no', 'yes'] },
        { name: 'born', kind: 'date', format: 'date' },
      ]),
    )
    expect(readFileSync(path, 'utf8')).toBe(
      'city,member,born\nBern,yes,1970-01-02\nLinz,no,1970-01-01\n,yes,1970-01-01\n',
    )
  })

  it('gives a column another name where that of the rows is taken', async () => {
    const path = newPath('.csv')
    await write(path, tableOut(1, [{ kind: 'text', name: 'id', at: () => 'x' }], { ids: ['y'] }))
    expect(readFileSync(path, 'utf8')).toBe('id_,id\ny,x\n')
  })

  it('writes numbers as .npy', async () => {
    const path = newPath('.npy')
    await write(path, tensorOut({ shape: [1, 2], data: Float32Array.of(1, 2) }, ['a', 'b'], { ids: ['x'] }))
    const bytes = readFileSync(path)
    expect(bytes.toString('latin1')).toContain("'shape': (1, 2)")
    expect(bytes.readFloatLE(bytes.length - 4)).toBe(2)
  })

  const images = { shape: [5, 1, 2, 3], data: Float32Array.from({ length: 30 }, (_, i) => i / 32) }
  const grey = Array.from(images.data, (value) => Math.round(value * 255))

  it('writes images as a grid', async () => {
    const path = newPath('.png')
    await write(path, tensorOut(images, [], {}))
    const { width, height, channels, data } = decode(readFileSync(path))
    expect([width, height, channels]).toEqual([3 * 3 + 2 * 2, 2 * 2 + 2, 1])
    const [second, fourth] = [5, 4 * width]
    expect(Array.from(data.subarray(second, second + 3))).toEqual(grey.slice(6, 9))
    expect(Array.from(data.subarray(fourth, fourth + 3))).toEqual(grey.slice(18, 21))
  })

  it('writes images as files of a folder, which are read as they were', async () => {
    const path = `${newPath('')}/`
    const names = Array.from({ length: 5 }, (_, i) => `photos/../b ${i}.jpg`)
    expect(await write(path, tensorOut(images, [], { ids: names }))).toBe(path)
    expect(readdirSync(path)).toContain('1-b_0.png')
    const [chunk] = await read(openSource(library, { source: 'images', path }))
    expect(chunk).toMatchObject({ sizes: [1, 2, 3], values: Float32Array.from(grey) })
    expect(await write(path, tensorOut(images, [], {}))).toContain('replace the file with --force')
    expect(await write(path, tensorOut(images, [], {}), true)).toBe(path)
    writeFileSync(join(path, 'thesis.txt'), 'the only copy')
    expect(await write(path, tensorOut(images, [], {}), true)).toContain('a folder with other files')
  })

  it('refuses rows that are no images, and leaves nothing behind', async () => {
    const folder = newPath('')
    mkdirSync(folder)
    const path = join(folder, 'x.png')
    expect(await write(path, tensorOut(tensor, ['p', 'q'], {}))).toContain('found rows of shape [2]')
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes a square vector for an image', async () => {
    const path = newPath('.png')
    await write(path, tensorOut({ shape: [1, 9], data: new Float32Array(9) }, [], {}))
    expect(decode(readFileSync(path))).toMatchObject({ width: 3, height: 3 })
  })

  it('refuses other endings, and tables as tensors, and says what there is', async () => {
    expect(await write(newPath('.docx'), tensorOut(tensor, ['p', 'q'], {}))).toContain(
      `expected a path that ends in ${endingsFor('tensor')}, found .docx`,
    )
    const path = newPath('.npy')
    expect(await write(path, tableOut(0, [], {}))).toContain('.parquet, .arrow or .feather, found .npy')
    expect(existsSync(path)).toBe(false)
    expect(await write(join(dirname(path), 'nowhere/x.csv'), tensorOut(tensor, [], {}))).toContain('no folder')
  })
})
