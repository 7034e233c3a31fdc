import { describe, expect, it } from 'vitest'
import { openIdx } from '../../../src/data/files/idx.ts'
import { expectAsPython, faultsOf, fixture, rowsOf } from './fixtures.ts'

describe('an IDX file', () => {
  it.each(['images-idx3-ubyte', 'images-idx3-ubyte.gz', 'i1.idx', 'i2.idx', 'i4.idx', 'f4.idx', 'f8.idx'])(
    '%s is read as Python wrote it',
    (name) => expectAsPython(openIdx({ path: fixture(`idx/${name}`) }), `idx/${name}`),
  )

  it('has its labels in another one', async () => {
    const [path, label] = [fixture('idx/images-idx3-ubyte.gz'), fixture('idx/labels-idx1-ubyte.gz')]
    expect((await rowsOf(openIdx({ path, label }))).labels).toEqual(['5', '0', '4', '1', '9'])
  })

  it('is refused if it begins otherwise', async () =>
    expect(await faultsOf(openIdx({ path: fixture('npy/codes.npy') }))).toContain('found the bytes 147 78 85 77'))
})
