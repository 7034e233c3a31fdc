import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  builtTerm,
  Codecs,
  combine,
  defineTerm,
  dense,
  Derived,
  drawFaults,
  elaborate,
  extend,
  input,
  kl,
  library,
  mse,
  pipe,
  termValue,
  unfitTerm,
  weighted,
} from '../../../src/index.ts'
import { termLaws, verify } from '../../../src/laws/index.ts'
import type { TermSpec } from '../../../src/losses/index.ts'

/** The p-th power of the code, for codes of at most four entries. */
const power = defineTerm({
  name: 'power',
  package: 'my-terms@1.0.0',
  summary: 'The sum of the powers of the code.',
  codec: (common) => Codecs.struct({ exponent: Codecs.choice('1', '2') }, { ...common }),
  example: { exponent: '2' },
  build: ({ exponent }, { code }, context) =>
    code.length === 1 && (code[0] ?? 0) <= 4
      ? builtTerm({
          needs: ['code'],
          run: (A, { aux: { code: z } }) => {
            if (z === undefined) throw new Error('there is a code')
            const value = exponent === '1' ? z : Derived.square(A, z)
            const slope = exponent === '1' ? Derived.fill(A, 1, A.shape(z)) : Derived.scale(A, z, 2)
            return termValue(Derived.total(A, value), (d) => ({ daux: { code: Derived.times(A, slope, d) } }))
          },
        })
      : unfitTerm(context, { at: 'exponent', fault: 'wrong shape', expected: 'a code of 4', found: 'another' }),
})

const faultsOf = (loss: ReadonlyArray<TermSpec>, code = 2): string => {
  const registry = extend(library, { terms: [power] })
  const [encoder, decoder] = [pipe(input([6]), dense(code)), pipe(input([code]), dense(6))]
  const model = elaborate(registry, { encoder, decoder, loss }, 'model')
  return Either.isLeft(model) ? drawFaults(model.left) : ''
}

describe('a term defined by a user', () => {
  it('stands in a loss beside those of the library', () => {
    const loss = combine(mse, weighted(0.5, power({ exponent: '2' })))
    expect(loss.terms).toEqual([{ term: 'mse' }, { term: 'power', exponent: '2', weight: 0.5 }])
    expect(faultsOf(loss.terms)).toBe('')
  })

  it('obeys the laws, by its function or its definition', () => {
    expect(verify(termLaws(power), { cases: 50 }).failure).toBeUndefined()
    expect(verify(termLaws(power.definition), { cases: 50 }).failure).toBeUndefined()
  })

  it('has an example and the package it comes from', () => {
    expect(power.definition).toMatchObject({ package: 'my-terms@1.0.0', example: { exponent: '2' } })
  })

  it('is refused with its place if it does not fit the model, or its settings do not decode', () => {
    expect(faultsOf([{ term: 'mse' }, { term: 'power', exponent: '1' }], 5)).toBe(
      'model.loss[1].exponent: expected a code of 4, found another',
    )
    expect(faultsOf([{ term: 'power', exponent: 3 }])).toContain('model.loss[0].exponent: expected')
  })

  it('whose name is taken is a programmer’s error', () => {
    expect(() => extend(library, { terms: [mse] })).toThrow('there is a "mse" already')
  })
})

describe('a term whose settings may all be left out', () => {
  it('is a loss and a function of its settings', () => {
    expect(kl.terms).toEqual([{ term: 'kl' }])
    expect(kl({ freeBits: 0.5 }).terms).toEqual([{ term: 'kl', freeBits: 0.5 }])
    expect(kl().terms).toEqual(kl.terms)
  })

  it('is so without a use of its own', () => {
    const plain = defineTerm({
      name: 'plain',
      summary: 'Nothing.',
      codec: (common) => Codecs.struct({}, { ...common, on: Codecs.boolean }),
      build: () => builtTerm({ run: (A) => termValue(Derived.scalar(A, 0), () => ({})) }),
    })
    expect([plain.terms, plain({ on: true }).terms]).toEqual([[{ term: 'plain' }], [{ term: 'plain', on: true }]])
  })
})
