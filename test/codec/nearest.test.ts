import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/codec/index.ts'

const layers = ['dense', 'relu', 'dropout', 'residual', 'leakyRelu', 'gaussianNoise']

describe('nearest', () => {
  it.each([
    ['desne', 'dense'],
    ['dens', 'dense'],
    ['densee', 'dense'],
    ['dance', 'dense'],
    ['DENSE', 'dense'],
    ['leakyrelu', 'leakyRelu'],
    ['rleu', 'relu'],
    ['dropuot', 'dropout'],
    ['gausianNoize', 'gaussianNoise'],
  ])('%s is %s', (word, meant) => expect(nearest(word, layers)).toBe(meant))

  it.each(['attention', 'convolution', 'xyz', '', 'flatten'])('%j is near none of the names', (word) =>
    expect(nearest(word, layers)).toBeUndefined(),
  )

  it('is nothing where there is nothing', () => expect(nearest('dense', [])).toBeUndefined())

  it('takes no longer for a name of a million letters', () =>
    expect(nearest('d'.repeat(1_000_000), layers)).toBeUndefined())

  it('allows a long word more slips than a short one', () => {
    expect(nearest('batchNormalisXXXion', ['batchNormalisation'])).toBe('batchNormalisation')
    expect(nearest('tXXX', ['tanh'])).toBeUndefined()
  })

  it('counts an exchange of neighbours as one slip, a replacement of both as two', () =>
    expect(nearest('bac', ['cab', 'abc'])).toBe('abc'))

  it('ignores the case of the candidates too', () => expect(nearest('pca', ['PCA'])).toBe('PCA'))

  it('prefers the nearer', () => expect(nearest('denes', ['dropout', 'tense', 'dense'])).toBe('dense'))

  it('takes the first of equally near ones', () => {
    expect(nearest('sam', ['sum', 'sim'])).toBe('sum')
    expect(nearest('sam', ['sim', 'sum'])).toBe('sim')
  })

  it('finds every word among others, whatever its case', () =>
    fc.assert(
      fc.property(fc.shuffledSubarray(layers, { minLength: 1 }), fc.nat(), (some, i) => {
        const word = some[i % some.length] ?? ''
        expect(nearest(word, some)).toBe(word)
        expect(nearest(word.toUpperCase(), some)).toBe(word)
      }),
    ))

  it('finds a long word with one letter lost', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{6,12}$/), fc.nat(), (word, i) => {
        const at = i % word.length
        expect(nearest(word.slice(0, at) + word.slice(at + 1), [word])).toBe(word)
      }),
    ))
})
