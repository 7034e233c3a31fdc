import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openNpy } from '../../../src/data/files/npy.ts'
import { expectAsPython, faultsOf, fixture, rowsOf } from './fixtures.ts'

const notNumbers = ['labels.npy', 'codes.npy', 'complex.npy', 'object.npy', 'record.npy', 'dates.npy']
const names = readdirSync(fixture('npy')).filter((name) => !notNumbers.includes(name))

describe('a NumPy array is read as Python reads it', () => {
  it.each(names)('%s', (name) => expectAsPython(openNpy({ path: fixture(`npy/${name}`) }), `npy/${name}`))

  it('float32 in its own order is handed on without a copy', async () => {
    const rows = await rowsOf(openNpy({ path: fixture('npy/f4-little.npy'), rows: 2 }))
    expect(rows.shape).toEqual([2, 3])
  })

  it('with labels of another array, of an IDX file', async () => {
    const path = fixture('npy/f4-little.npy')
    const texts = await rowsOf(openNpy({ path, label: fixture('npy/labels.npy') }))
    expect(texts.labels).toEqual(['a', 'bé', 'a', '日本', ''])
    expect((await rowsOf(openNpy({ path, label: fixture('npy/codes.npy') }))).labels).toEqual(['3', '1', '2', '1', '3'])
    const idx = await rowsOf(openNpy({ path, label: fixture('idx/labels-idx1-ubyte.gz') }))
    expect(idx.labels).toEqual(['5', '0', '4', '1', '9'])
  })
})

describe('what is no array of numbers is refused with how to convert it', () => {
  it.each([
    ['labels.npy', 'text (dtype U)'],
    ['complex.npy', 'np.concatenate([x.real, x.imag], axis=1)'],
    ['object.npy', 'allow_pickle=False'],
    ['record.npy', 'save the fields as the columns'],
    ['dates.npy', 'datetime64[s]'],
    ['none.npy', 'no such file'],
    ['../idx/i1.idx', 'byte 0: expected a NumPy file (.npy), found other bytes'],
    ['..', 'a directory'],
  ])('%s: %s', async (name, says) => expect(await faultsOf(openNpy({ path: fixture(`npy/${name}`) }))).toContain(says))

  it('labels of another length', async () => {
    const read = openNpy({ path: fixture('npy/vector.npy'), label: fixture('npy/codes.npy') })
    expect(await faultsOf(read)).toContain('expected 3 labels, one for each row, found 5')
  })
})
