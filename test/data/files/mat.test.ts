import { describe, expect, it } from 'vitest'
import { openMat } from '../../../src/data/files/mat.ts'
import { allFaultsOf, expectAsPython, fixture, rowsOf } from './fixtures.ts'

const sizes = [8, 16, 32, 64]
const variables = [
  ...['double', 'single', 'logical', 'images', 'sparse'],
  ...sizes.map((size) => `int${size}`),
  ...sizes.map((size) => `uint${size}`),
]

describe.each(['plain', 'compressed'])('a variable of a MATLAB file, %s', (kind) => {
  const path = fixture(`mat/${kind}.mat`)

  it.each(variables)('%s', (variable) => expectAsPython(openMat({ path, variable }), `mat:${variable}`))

  it.each([
    ['y', ['3', '1', '2', '1', '3']],
    ['names', ['a', 'bé', 'a', 'cc', '']],
    ['letters', ['ab', 'cd', 'ef', 'gh', 'ij']],
  ])('has its labels in %s', async (label, labels) => {
    expect((await rowsOf(openMat({ path, variable: 'double', label }))).labels).toEqual(labels)
  })

  it.each([
    [{ variable: 'complex' }, 'X = [real(Z) imag(Z)]'],
    [{ variable: 'S' }, 'found a struct array (save the field as a variable'],
    [{ variable: 'names' }, 'found a cell array (save numbers'],
    [{ variable: 'letters' }, 'found a char array'],
    [{ variable: 'X' }, 'found "X" (the file holds "double", "single"'],
    [{ variable: 'Doubel' }, 'did you mean "double"?'],
    [{}, 'say variable: "double"'],
    [{ variable: 'double', label: 'complex' }, 'labels: numbers, text or cells of text'],
    [{ variable: 'double', label: 'int8' }, 'expected 5 labels, one for each row, found 15'],
  ])('%o: %s', async (settings, says) => expect(await allFaultsOf(openMat({ path, ...settings }))).toContain(says))
})

describe('a MATLAB file', () => {
  it.each(['single.mat', 'big.mat'])('%s need not name its only variable', (name) =>
    expectAsPython(openMat({ path: fixture(`mat/${name}`) }), `mat/${name}`),
  )

  it.each([
    ['mat/version4.mat', "save('data.mat', 'X', '-v7')"],
    ['npy/codes.npy', 'byte 126: expected a MAT-file of version 5 to 7.3, found another file'],
    ['npy/bool.npy', 'expected a MAT-file'],
  ])('%s is refused: %s', async (name, says) =>
    expect(await allFaultsOf(openMat({ path: fixture(name) }))).toContain(says),
  )
})
