import { describe, expect, it } from 'vitest'
import { openNpz } from '../../../src/data/files/npz.ts'
import { expectAsPython, faultsOf, fixture, rowsOf } from './fixtures.ts'

describe('an array of a NumPy archive', () => {
  it.each([
    ['stored.npz', 'X'],
    ['deflated.npz', 'X'],
    ['deflated.npz', 'F'],
    ['single.npz', undefined],
  ])('%s %s', (name, array) => {
    const path = fixture(`npz/${name}`)
    return expectAsPython(openNpz(array === undefined ? { path } : { path, array }), `npz/${name}`)
  })

  it('with the labels of another one', async () => {
    const stored = await rowsOf(openNpz({ path: fixture('npz/stored.npz'), array: 'X', label: 'y' }))
    expect(stored.labels).toEqual(['x', 'y', 'x', 'z', 'y', 'x'])
    const deflated = await rowsOf(openNpz({ path: fixture('npz/deflated.npz'), array: 'X', label: 'y', rows: 4 }))
    expect(deflated).toMatchObject({ shape: [4, 4], labels: ['0', '1', '2', '0'] })
  })

  it.each([
    [{ array: 'x' }, 'found "x" (did you mean "X"? the file holds "X", "y", "n")'],
    [{ array: 'zzz' }, 'found "zzz" (the file holds "X", "y", "n")'],
    [{}, 'found "X", "y", "n" (say array: "X")'],
    [{ array: 'y' }, 'found text (dtype U)'],
    [{ array: 'X', label: 'Y' }, 'did you mean "y"?'],
    [{ array: 'n', label: 'X' }, 'expected labels of shape [N], found the shape [6, 4]'],
  ])('%o: %s', async (settings, says) =>
    expect(await faultsOf(openNpz({ path: fixture('npz/stored.npz'), ...settings }))).toContain(says),
  )

  it('refuses what is no archive', async () =>
    expect(await faultsOf(openNpz({ path: fixture('npy/codes.npy') }))).toContain('expected a zip archive'))
})
