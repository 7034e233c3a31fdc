import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import type { CsvSettings } from '../../src/data/index.ts'
import { load, readCsv } from '../../src/data/files/index.ts'
import { encodeNpy } from '../../src/data/npy.ts'
import { decodeSafetensors, encodeSafetensors } from '../../src/data/safetensors.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-data-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))
let files = 0

/** What reading a CSV file of this text gives: its numbers, or its report with the path left out. */
const read = async (text: string | Uint8Array, settings: Partial<CsvSettings> = {}, ending = 'csv') => {
  const path = join(place, `${files++}.${ending}`)
  writeFileSync(path, text)
  const result = await readCsv({ ...settings, path })()
  return Either.isLeft(result) ? drawFaults(result.left).replaceAll(path, 'FILE') : result.right
}

describe('CSV', () => {
  it('keeps columns apart that are told to the model, and refuses what is no number in them', async () => {
    const text = 'a,age,class,b\n1,30,x,2\n3,40,y,4\n'
    expect(await read(text, { label: 'class', condition: ['age'] })).toEqual({
      sizes: [2],
      length: 2,
      columns: ['a', 'b'],
      values: Float32Array.of(1, 2, 3, 4),
      labels: ['x', 'y'],
      condition: { kind: 'columns', width: 1, values: Float32Array.of(30, 40) },
    })
    expect(await read('a,age\n1,\n2,old\n', { condition: ['age'], missing: 'mask' })).toBe(
      [
        'FILE:2, row 1, column "age": expected a finite number, told to the model as a condition, found an empty cell (fill it in or leave the row out; for classes, name the column as label)',
        'FILE:3, row 2, column "age": expected a finite number, told to the model as a condition, found "old" (fill it in or leave the row out; for classes, name the column as label)',
      ].join('\n'),
    )
    expect(await read('a,age\n1,2\n', { condition: ['ago'] })).toContain('did you mean "age"?')
  })

  it('reads numbers, whatever the line ends, quotes, marks and packing', async () => {
    const expected = { sizes: [2], length: 2, columns: ['a', 'b'], values: Float32Array.of(1, 2.5, -3, 400) }
    expect(await read('a,b\n1,2.5\n-3,4e2\n')).toEqual(expected)
    expect(await read('\uFEFFa,b\r\n1,2.5\r\n"-3","4e2"\r\n\r\n')).toEqual(expected)
    expect(await read('a;b\n1;2.5\n-3;4e2', { delimiter: ';' })).toEqual(expected)
    expect(await read(gzipSync('a,b\n1,2.5\n-3,4e2\n'), {}, 'csv.gz')).toEqual(expected)
  })

  it('chooses columns, keeps labels and weights apart, stops after the rows that are wanted', async () => {
    const text = 'a,class,b,w\n1,x,2,0.5\n3,y,4,2\n5,z,6,1\n'
    expect(await read(text, { label: 'class', weight: 'w', rows: 2 })).toEqual({
      sizes: [2],
      length: 2,
      columns: ['a', 'b'],
      values: Float32Array.of(1, 2, 3, 4),
      labels: ['x', 'y'],
      weights: Float32Array.of(0.5, 2),
    })
    expect(await read(text, { columns: ['b', 'a'] })).toMatchObject({
      columns: ['b', 'a'],
      values: Float32Array.of(2, 1, 4, 3, 6, 5),
    })
  })

  it('masks what is missing if told to', async () => {
    expect(await read('a,b\n1,\nNA,4\n', { missing: 'mask' })).toMatchObject({
      values: Float32Array.of(1, 0, 0, 4),
      mask: Float32Array.of(1, 0, 0, 1),
    })
  })

  const faulty: Readonly<Record<string, readonly [text: string, says: string, settings?: Partial<CsvSettings>]>> = {
    'an empty file': ['', 'FILE: expected a header line and rows, found an empty file'],
    'a header alone': ['a,b\n', 'FILE: expected rows below the header, found none'],
    'a short row': [
      'a,b\n1,2\n3\n',
      'FILE:3: expected 2 cells, as in the header, found 1 (check the delimiter and the quotes)',
    ],
    'a long row': [
      'a,b\n1,2,3\n',
      'FILE:2: expected 2 cells, as in the header, found 3 (check the delimiter and the quotes)',
    ],
    text: [
      'a,b\n1,two\n',
      'FILE:2, row 1, column "b": expected a finite number, found "two" (if the column holds labels, say label: "b"; else choose the columns)',
    ],
    NaN: [
      'a\n1\nNaN\n',
      'FILE:3, row 2, column "a": expected a finite number, found "NaN" (fill it in, or leave missing cells out of the loss with missing: "mask")',
    ],
    infinity: [
      'a\n-Infinity\n',
      'FILE:2, row 1, column "a": expected a finite number, found "-Infinity" (remove the row or limit its values)',
    ],
    'more than float32 holds': [
      'a\n1e39\n',
      'FILE:2, row 1, column "a": expected a finite number, found "1e39" (remove the row or limit its values)',
    ],
    'a column twice': ['a,a\n1,2\n', 'FILE:1: expected columns of different names, found "a" twice'],
    'a column that is not there': [
      'alpha,b\n1,2\n',
      'FILE:1: expected the name of a column, found "alpa" (did you mean "alpha"?)',
      { columns: ['alpa'] },
    ],
    'labels alone': ['y\n1\n', 'FILE:1: expected at least one column of numbers, found none', { label: 'y' }],
    'a negative weight': ['a,w\n1,-2\n', 'FILE:2: expected a weight that is not negative, found "-2"', { weight: 'w' }],
    'a quote that is not closed': [
      'a,b\n"1,2\n',
      'FILE: expected a CSV file, found "Quote Not Closed: the parsing is fini…"',
    ],
  }
  for (const [what, [text, says, settings = {}]] of Object.entries(faulty))
    it(`refuses ${what}`, async () => expect(await read(text, settings)).toBe(says))

  it('reports ten faults at the most', async () => {
    const report = await read(`a\n${'x\n'.repeat(500)}`)
    expect(typeof report === 'string' ? report.split('\n') : report).toHaveLength(10)
  })

  it('says what the file system says', async () => {
    mkdirSync(join(place, 'folder.csv'))
    for (const [path, says] of [
      ['nowhere.csv', 'no such file'],
      ['folder.csv', 'a directory'],
    ] as const) {
      const result = await readCsv({ path: join(place, path) })()
      expect(Either.isLeft(result) ? result.left[0].found : '').toBe(says)
    }
    expect(await read(Uint8Array.of(1, 2, 3), {}, 'csv.gz')).toContain('expected a CSV file')
  })
})

describe('MNIST', () => {
  it('is complete: 60,000 and 10,000 digits with pixels in [0, 1]', async () => {
    const loaded = await load({ source: 'mnist' })()
    if (Either.isLeft(loaded)) return expect.fail(drawFaults(loaded.left))
    const { data, test } = loaded.right
    expect([data.length, test?.length, data.sizes, data.labels?.slice(0, 5)]).toEqual([
      60_000,
      10_000,
      [784],
      ['5', '0', '4', '1', '9'],
    ])
    expect(data.values.length).toBe(60_000 * 784)
    let [low, high] = [1, 0]
    for (const value of data.values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    expect([low, high]).toEqual([0, 1])
  })

  it('binarised has pixels that are 1 as often as their grey values say, the same ones for fewer rows', async () => {
    const read = async (settings: object) => {
      const loaded = await load({ source: 'mnist', ...settings })()
      return Either.isLeft(loaded) ? expect.fail(drawFaults(loaded.left)) : loaded.right
    }
    const [grey, drawn, fewer] = [
      await read({}),
      await read({ binarised: true }),
      await read({ binarised: true, rows: 10 }),
    ]
    expect(drawn.data.values.subarray(0, 7840)).toEqual(fewer.data.values)
    for (const [part, whole] of [
      [grey.data.values, drawn.data.values],
      [grey.test?.values, drawn.test?.values],
    ]) {
      let [excess, variance] = [0, 0]
      part?.forEach((p, i) => {
        const bit = whole?.[i] ?? NaN
        if (bit !== 0 && bit !== 1) expect.fail(`pixel ${i} is ${bit}`)
        excess += bit - p
        variance += p * (1 - p)
      })
      expect(Math.abs(excess)).toBeLessThan(4 * Math.sqrt(variance))
    }
  })
})

describe('npy', () => {
  it('has the header that NumPy reads, padded to 64 bytes, and little-endian numbers', () => {
    const bytes = encodeNpy(Float32Array.of(1, -2, 0.5), [3])
    const text = new TextDecoder('latin1').decode(bytes)
    expect(text.slice(1, 6)).toBe('NUMPY')
    expect(text).toContain("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }")
    const start = 10 + (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0)
    expect(start % 64).toBe(0)
    expect(text[start - 1]).toBe('\n')
    const view = new DataView(bytes.buffer)
    expect([0, 4, 8].map((at) => view.getFloat32(start + at, true))).toEqual([1, -2, 0.5])
    expect(bytes.length).toBe(start + 12)
  })
  it('refuses numbers that are not of the shape', () =>
    expect(() => encodeNpy(Float32Array.of(1), [2])).toThrow('not of shape'))
})

describe('safetensors', () => {
  const tensor = fc
    .record({ shape: fc.array(fc.nat(3), { maxLength: 3 }), wide: fc.boolean(), seed: fc.nat() })
    .map(({ shape, wide, seed }) => {
      const length = shape.reduce((a, b) => a * b, 1)
      const numbers = Array.from({ length }, (_, i) => Math.fround(Math.sin(seed + i) * 1e3))
      return { shape, data: wide ? Float64Array.from(numbers, (value) => value / 3) : Float32Array.from(numbers) }
    })

  it('come back as they were, scalars and empty ones too', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__' && name !== '__proto__'),
          tensor,
        ),
        (tensors) => {
          const bytes = encodeSafetensors(tensors, { by: 'test' })
          const decoded = decodeSafetensors(bytes, 'FILE')
          if (Either.isLeft(decoded)) return expect.fail(drawFaults(decoded.left))
          expect(decoded.right).toEqual({ ...tensors })
          expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0)
        },
      ),
    )
  })

  const file = (header: string, numbers: number): Uint8Array => {
    const bytes = new Uint8Array(8 + header.length + numbers)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true)
    bytes.set(new TextEncoder().encode(header), 8)
    return bytes
  }
  const entry = (name: string, dtype: string, shape: string, from: number, to: number): string =>
    `"${name}":{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}`
  const broken: Readonly<Record<string, readonly [bytes: Uint8Array, says: string]>> = {
    'a short file': [Uint8Array.of(1, 2), '2 bytes'],
    'a header longer than the file': [file('{}', 0).fill(255, 0, 4), 'a header of 4294967295 bytes in a file of 10'],
    'a header that is not JSON': [file('{oops', 0), 'a header that is not JSON'],
    'an unknown dtype': [file(`{${entry('a', 'I64', '[1]', 0, 8)}}`, 8), '"a" is of dtype "I64", not F32 or F64'],
    'offsets that do not fit': [
      file(`{${entry('a', 'F32', '[2]', 0, 4)}}`, 4),
      'the offsets of "a" do not fit its shape',
    ],
    'a negative size': [file(`{${entry('a', 'F32', '[-1]', 0, 4)}}`, 4), 'the shape of "a" is not a list of sizes'],
    'a hole': [file(`{${entry('a', 'F32', '[1]', 4, 8)}}`, 8), 'a hole or an overlap before "a"'],
    'an overlap': [
      file(`{${entry('a', 'F32', '[1]', 0, 4)},${entry('b', 'F32', '[1]', 0, 4)}}`, 4),
      'a hole or an overlap before "b"',
    ],
    'trailing bytes': [file(`{${entry('a', 'F32', '[1]', 0, 4)}}`, 6), '6 bytes of numbers instead of 4'],
    'missing bytes': [file(`{${entry('a', 'F32', '[1]', 0, 4)}}`, 2), '2 bytes of numbers instead of 4'],
  }
  for (const [what, [bytes, says]] of Object.entries(broken))
    it(`refuses ${what}`, () => {
      const decoded = decodeSafetensors(bytes, 'FILE')
      expect(Either.isLeft(decoded) ? decoded.left[0].found : 'accepted').toBe(says)
    })
})
