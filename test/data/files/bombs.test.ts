import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync, gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { limited } from '../../../src/data/files/bytes/expansion.ts'
import { openIdx } from '../../../src/data/files/idx.ts'
import { openMat } from '../../../src/data/files/mat.ts'
import { openNpz } from '../../../src/data/files/npz.ts'
import { allFaultsOf, fixture } from './fixtures.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-bombs-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

const written = (name: string, bytes: Uint8Array): string => {
  const path = join(place, name)
  writeFileSync(path, bytes)
  return path
}

/** More than any file may unpack to, in a few kB. */
const size = 80 * 2 ** 20

const idx = (claimed: number, length: number): Buffer => {
  const bytes = Buffer.alloc(8 + length)
  bytes.set([0, 0, 8, 1])
  bytes.writeUInt32BE(claimed, 4)
  return gzipSync(bytes, { level: 1 })
}

describe('files that unpack to implausibly much are refused', () => {
  it('by what the header says', async () =>
    expect(await allFaultsOf(openIdx({ path: written('a.gz', idx(size, 100)) }))).toContain('at most 200 times the'))

  it('by the first byte that is too many, whatever the header says', async () =>
    expect(await allFaultsOf(openIdx({ path: written('b.gz', idx(10, 2 ** 16)) }))).toContain('byte 18'))

  it('as soon as they are too many', async () => {
    async function* zeros(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < 100; i++) yield new Uint8Array(2 ** 20)
    }
    let read = 0
    const all = async (): Promise<void> => {
      for await (const piece of limited('FILE', 1000, zeros())) read += piece.length
    }
    await expect(all()).rejects.toThrow('at most 200 times the 1000 compressed bytes')
    expect(read).toBe(64 * 2 ** 20)
  })

  it('labels of more lines than rows are not read on', async () => {
    const [label, path] = [written('labels.txt', Buffer.alloc(1000, 'a\n')), fixture('idx/images-idx3-ubyte')]
    expect(await allFaultsOf(openIdx({ path, label }))).toContain('expected 5 lines, one for each row, found more')
  })

  it('arrays of an archive', async () => {
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${size},), }\n`
    const bytes = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0, ...Buffer.from(header)])
    const path = written('a.npz', zipSync({ 'X.npy': bytes }))
    expect(await allFaultsOf(openNpz({ path }))).toContain('at most 200 times the')
  })

  it('variables of MATLAB', async () => {
    const matrix = Buffer.alloc(64)
    matrix.writeUInt32LE(14, 0)
    matrix.writeUInt32LE(size, 4)
    const element = deflateSync(matrix)
    const file = Buffer.alloc(136 + element.length)
    file.write('MATLAB 5.0 MAT-file', 0)
    file.set([0, 1, 0x49, 0x4d], 124)
    file.writeUInt32LE(15, 128)
    file.writeUInt32LE(element.length, 132)
    file.set(element, 136)
    expect(await allFaultsOf(openMat({ path: written('a.mat', file) }))).toContain('at most 200 times the')
  })
})

describe('sizes that lie', () => {
  const npz = (shape: string): string => {
    const header = `{'descr': '<f8', 'fortran_order': True, 'shape': (${shape}), }\n`
    const bytes = Buffer.alloc(10 + header.length + 16)
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0])
    bytes.write(header, 10, 'latin1')
    return written('lie.npz', zipSync({ 'X.npy': bytes }))
  }

  it.each([
    ['9007199254740991, 9007199254740991', 'expected an array that fits into memory'],
    ['4294967296, 4294967296', 'expected an array that fits into memory'],
    ['0, 3', 'expected rows of numbers, found an array of shape [0, 3]'],
    ['1, 3', 'expected numbers up to byte'],
    ['1, 1', '8 more bytes'],
    ['-1, 1', 'found the shape (-1, 1)'],
    [Array.from({ length: 40 }, () => '1').join(', '), 'found the shape'],
  ])('the shape %s', async (shape, says) => expect(await allFaultsOf(openNpz({ path: npz(shape) }))).toContain(says))

  it('two arrays of one name', async () => {
    const [one, two] = [npz('1, 2'), zipSync({ 'X.npy': Buffer.of(1), 'Y.npy': Buffer.of(2) })]
    const bytes = Buffer.from(two)
    for (let at = bytes.indexOf('Y.npy'); at >= 0; at = bytes.indexOf('Y.npy')) bytes[at] = 0x58
    expect(await allFaultsOf(openNpz({ path: written('twice.npz', bytes) }))).toContain(
      'two entries of the name "X.npy"',
    )
    expect(await allFaultsOf(openNpz({ path: one }))).toBe('read')
  })
})
