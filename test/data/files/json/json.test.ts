import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openJson } from '../../../../src/data/files/json/json.ts'
import { openNdjson } from '../../../../src/data/files/json/ndjson.ts'
import { fixture, python, read, survives, tableOf, written } from '../tables.ts'

const lines = (text: string | Uint8Array, ending = '.ndjson') => {
  const path = written(text, ending)
  const result = tableOf(openNdjson({ path }))
  return result.then((table) => (typeof table === 'string' ? table.replaceAll(path, 'FILE') : table))
}

const whole = (text: string) => {
  const path = written(text, '.json')
  const result = tableOf(openJson({ path }))
  return result.then((table) => (typeof table === 'string' ? table.replaceAll(path, 'FILE') : table))
}

describe('JSON', () => {
  it.each(['records.json', 'columns.json', 'split.json'])('%s is read as pandas wrote it', async (name) =>
    expect(await tableOf(openJson({ path: fixture(name) }))).toEqual(python[name]),
  )

  it.each(['people.ndjson', 'people.ndjson.gz'])('%s is read as pandas wrote it', async (name) =>
    expect(await tableOf(openNdjson({ path: fixture(name) }))).toEqual(python[name]),
  )

  it('reads text with marks, in UTF-16, with blank lines, packed, without a last line end', async () => {
    const expected = { a: [1, null], b: ['ü', null] }
    const text = '{"a":1,"b":"ü"}\r\n\r\n{"b":null}'
    expect(await lines(text)).toEqual(expected)
    expect(await lines(`\uFEFF${text}`)).toEqual(expected)
    expect(await lines(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(expected)
    expect(await lines(gzipSync(text), '.ndjson.gz')).toEqual(expected)
  })

  it('takes words for missing numbers as missing, and numbers among text as text', async () => {
    expect(await lines('{"a":1,"b":"x"}\n{"a":"n/a","b":2}\n{"a":true}')).toEqual({
      a: ['1', 'n/a', 'true'],
      b: ['x', '2', null],
    })
    expect(await lines('{"a":1}\n{"a":"n/a"}')).toEqual({ a: [1, null] })
  })

  it('gives tensors for rows that are lists, and for one nested list beside a label', async () => {
    const rows = written('[[[1,2],[3,4]],[[5,6],[7,null]]]', '.json')
    expect(await read(openJson({ path: rows }))).toEqual([
      { kind: 'tensors', length: 2, sizes: [2, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, Number.NaN) },
    ])
    const named = written('{"x":[1,2],"y":"a","n":7}\n{"x":[3,4],"y":"b","n":8}', '.ndjson')
    expect(await read(openNdjson({ path: named, label: 'y', id: 'n' }))).toMatchObject([
      { kind: 'tensors', sizes: [2], labels: ['a', 'b'], ids: ['7', '8'] },
    ])
    expect(Object.keys(Object(await tableOf(openNdjson({ path: named }))))).toEqual(['x.0', 'x.1', 'y', 'n'])
  })

  it.each([
    ['{"a":1}\n{"a":}\n', 'FILE:2:6: expected JSON'],
    ['{"a":1}\n{"a":NaN}\n', 'FILE:2:6: expected JSON'],
    ['{"a":1}\n7\n', 'FILE:2: expected a row: an object, or a list of numbers, found 7'],
    [
      '{"a":[1,2]}\n{"a":[1]}\n',
      'FILE:2, column "a": expected numbers of shape [2], as in the rows before, found a list of 1',
    ],
    ['{"a":[]}\n', 'expected numbers of shape [0]'],
    ['{"a":{"b":1}}\n', 'FILE:1, column "a": expected text, a number, a date, true or false, found { b }'],
    ['{"a":12345678901234567891}\n', 'found 12345678901234567891 (write it as text, in quotes)'],
    ['\n\n', 'FILE: expected a row of JSON on each line, found no rows'],
  ])('refuses %j', async (text, says) => expect(await lines(text)).toContain(says))

  it('keeps long numbers that are exact, and those in text', async () => {
    expect(await lines('{"a":9007199254740992,"b":"12345678901234567891"}')).toEqual({
      a: [2 ** 53],
      b: ['12345678901234567891'],
    })
  })

  it('refuses bytes that are no text, with their line', async () => {
    expect(await lines(Uint8Array.of(...Buffer.from('{"a":1}\n{"a":"'), 0xff, 0x22, 0x7d))).toBe(
      'FILE:2: expected text in UTF-8, found bytes that are none (save the file as UTF-8)',
    )
  })

  it('refuses a key that comes after the first rows', async () => {
    const many = '{"alpha":1}\n'.repeat(8192)
    expect(await lines(`${many}{"alpah":2}\n`)).toBe(
      'FILE:8193: expected the keys of the rows before, found "alpah" (did you mean "alpha"?)',
    )
  })

  it.each([
    ['{"a":1', 'FILE:1:7: expected JSON'],
    ['[\n{"a":1},\n{"a" 1}]', 'FILE:3:6: expected JSON'],
    ['[1,]', 'FILE:1:4: expected JSON'],
    ['[{"a":"b\\x"}]', 'FILE:1:7: expected JSON'],
    ['[1]]', 'FILE:1:4: expected JSON'],
    ['7', 'FILE: expected a list of rows, or an object of columns of one length, found 7'],
    ['{"a":[1,2],"b":[1]}', 'expected a list of rows, or an object of columns of one length'],
    ['[]', 'FILE: expected a list of rows, found no rows'],
    ['', 'FILE:1:1: expected JSON'],
  ])('refuses the file %j', async (text, says) => expect(await whole(text)).toContain(says))

  it('refuses a file that unpacks to more than its size makes plausible', async () => {
    const bytes = gzipSync(`{"a":"${' '.repeat(2 ** 26)}"}`)
    expect(await lines(bytes, '.ndjson.gz')).toContain('expected a file that unpacks to at most')
  })

  it('survives mutations', async () => {
    await survives('records.json', '.json', (path) => openJson({ path }))
    await survives('people.ndjson', '.ndjson', (path) => openNdjson({ path }))
    await survives('people.ndjson.gz', '.ndjson.gz', (path) => openNdjson({ path }))
  })
})
