import { describe, expect, it } from 'vitest'
import { openHdf5File } from '../../../src/data/files/hdf5.ts'
import { openMat } from '../../../src/data/files/mat.ts'
import { allFaultsOf, expectAsPython, fixture, rowsOf } from './fixtures.ts'

const path = fixture('hdf5/arrays.h5')

describe('a dataset of an HDF5 file', () => {
  it.each(['group/F32', '/group/big', 'images', 'bool', 'i64', 'chunked'])('%s is read as h5py wrote it', (dataset) =>
    expectAsPython(openHdf5File({ path, dataset }), `hdf5/arrays.h5:${dataset.replace(/^\//, '')}`),
  )

  it('has its labels in another one', async () => {
    const texts = await rowsOf(openHdf5File({ path, dataset: 'bool', label: 'labels', rows: 4 }))
    expect(texts).toMatchObject({ shape: [4, 3], labels: ['a', 'b', 'a', 'cé'] })
    expect((await rowsOf(openHdf5File({ path, dataset: 'bool', label: 'codes' }))).labels).toEqual([
      '3',
      '1',
      '2',
      '1',
      '3',
    ])
  })

  it('may be a sparse matrix', () =>
    expectAsPython(openHdf5File({ path: fixture('anndata/csr.h5ad'), dataset: 'layers/scaled' }), 'hdf5:scaled'))

  it.each([
    [{ dataset: 'group/F23' }, 'did you mean "group/F32"?'],
    [{ dataset: 'group' }, 'expected a dataset "group", found none'],
    [{}, '(say dataset: "bool")'],
    [{ dataset: 'half' }, 'found float16 (write it as float32: x.astype(np.float32))'],
    [{ dataset: 'complex' }, 'found complex numbers or records'],
    [{ dataset: 'labels' }, 'found text (name it as label'],
    [{ dataset: 'scalar' }, 'expected an array of rows, found a single number'],
    [{ dataset: 'bool', label: 'image' }, 'did you mean "images"?'],
    [{ dataset: 'bool', label: 'images' }, 'expected 5 labels, one for each row, found 24'],
  ])('%o: %s', async (settings, says) => expect(await allFaultsOf(openHdf5File({ path, ...settings }))).toContain(says))

  it.each([
    ['npy/bool.npy', 'expected an HDF5 file, found file signature not found'],
    ['hdf5/none.h5', 'no such file'],
    ['hdf5', 'a directory'],
  ])('%s: %s', async (name, says) => expect(await allFaultsOf(openHdf5File({ path: fixture(name) }))).toContain(says))
})

describe('a MATLAB file of version 7.3', () => {
  const path = fixture('mat/version73.mat')
  it.each(['X', 'images'])('%s has its axes in the order of MATLAB', (variable) =>
    expectAsPython(openMat({ path, variable }), `mat/version73.mat:${variable}`),
  )

  it('has its labels in another variable', async () => {
    const { labels, shape } = await rowsOf(openMat({ path, variable: 'X', label: 'y', rows: 2 }))
    expect({ labels, shape }).toEqual({ labels: ['3', '1'], shape: [2, 3] })
    expect(await allFaultsOf(openMat({ path, variable: 'Y' }))).toContain('expected the name of a variable')
  })
})
