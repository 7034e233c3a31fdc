import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTenX } from '../../../src/data/files/tenX.ts'
import { expectAsPython, faultsOf, fixture, rowsOf } from './fixtures.ts'

const place = mkdtempSync(join(tmpdir(), 'isthmus-10x-'))
afterAll(() => rmSync(place, { recursive: true, force: true }))

describe('a folder of 10x Genomics', () => {
  it.each(['v2', 'v3'])('%s: the cells are the rows, as in Scanpy', (version) =>
    expectAsPython(openTenX({ path: fixture(`tenX/${version}`) }), `tenX/${version}`),
  )

  it('names its columns by ids, and reads features of another type', async () => {
    const path = fixture('tenX/v3')
    expect((await rowsOf(openTenX({ path, names: 'ids' }))).columns).toEqual([
      'ENSG1',
      'ENSG2',
      'ENSG3',
      'ENSG4',
      'ENSG5',
    ])
    const antibodies = await rowsOf(openTenX({ path, featureType: 'Antibody Capture' }))
    expect(antibodies).toMatchObject({ shape: [5, 1], columns: ['CD3'] })
    expect(await faultsOf(openTenX({ path, featureType: 'Antibody' }))).toContain(
      'the file holds "Gene Expression", "Antibody Capture"',
    )
  })

  it('is refused if a file is missing or has another length', async () => {
    expect(await faultsOf(openTenX({ path: fixture('npy') }))).toContain('expected a folder with matrix.mtx')
    cpSync(fixture('tenX/v2'), place, { recursive: true })
    writeFileSync(join(place, 'barcodes.tsv'), 'A\nB\n')
    expect(await faultsOf(openTenX({ path: place }))).toContain('expected 5 lines, one for each of the columns')
  })
})
