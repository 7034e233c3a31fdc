import { describe, expect, it } from 'vitest'
import { openAnndata } from '../../../src/data/files/anndata.ts'
import { allFaultsOf, expectAsPython, fixture, labelsOf, rowsOf } from './fixtures.ts'

describe('an AnnData file', () => {
  it.each(['csr', 'csc', 'dense'])('%s: X with the names of observations and variables', (name) =>
    expectAsPython(openAnndata({ path: fixture(`anndata/${name}.h5ad`) }), `anndata/${name}.h5ad`),
  )

  const path = fixture('anndata/csr.h5ad')

  it('has layers and raw counts', async () => {
    await expectAsPython(openAnndata({ path, layer: 'scaled' }), 'anndata:scaled')
    await expectAsPython(openAnndata({ path, raw: true }), 'anndata/csr.h5ad')
  })

  it.each(['type', 'batch', 'score', 'n', 'good', 'maybe'])('has labels in the column %s of obs', async (label) =>
    expect((await rowsOf(openAnndata({ path, label }))).labels).toEqual(labelsOf('anndata:obs', label)),
  )

  it('reads only the first rows', async () => {
    const [two, all] = [await rowsOf(openAnndata({ path, rows: 2 })), await rowsOf(openAnndata({ path }))]
    expect(two).toMatchObject({ shape: [2, 6], values: all.values.slice(0, 12), ids: all.ids?.slice(0, 2) })
  })

  it.each([
    [{ layer: 'scale' }, 'found "scale" (did you mean "scaled"? the file holds "scaled")'],
    [{ label: 'typ' }, 'did you mean "type"?'],
    [{ label: 'nothing' }, 'the file holds "batch", "good"'],
    [{ raw: true, layer: 'scaled' }, 'expected raw or a layer, found both'],
  ])('%o: %s', async (settings, says) => expect(await allFaultsOf(openAnndata({ path, ...settings }))).toContain(says))

  it('is not any HDF5 file', async () =>
    expect(await allFaultsOf(openAnndata({ path: fixture('hdf5/arrays.h5') }))).toContain('say source: "hdf5"'))
})
