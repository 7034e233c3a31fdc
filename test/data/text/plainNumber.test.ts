import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { PlainNumbers } from '../../../src/data/text/plainNumber.ts'
import { casesPerDefinition } from '../../cases.ts'

const numbers = new PlainNumbers(0x2e)

/** The number at the beginning of a text, which ends in a byte that is none of a number. */
const read = (text: string): readonly [value: number, end: number] => {
  const value = numbers.read(new TextEncoder().encode(`${text},`), 0)
  return [value, numbers.end]
}

const digits = (most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((all) => all.join(''))

/** Decimals of up to 25 digits, with and without a fraction and an exponent. */
const decimals = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    digits(20),
    fc.option(digits(25)),
    fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e-', 'e+'), fc.integer({ min: 0, max: 330 }))),
  )
  .map(
    ([sign, whole, fraction, exponent]) =>
      `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : exponent.join('')}`,
  )

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('plain numbers', () => {
  const runs = { numRuns: 50 * casesPerDefinition }

  it('are what Number reads, to the last bit, or left to it', () => {
    const texts = fc.oneof(
      decimals,
      doubles.map(String),
      doubles.map((value) => value.toExponential(20)),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toFixed(14)),
      fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value.toPrecision(17)),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const [value, end] = read(text)
        if (Number.isNaN(value)) return
        expect(Object.is(value, Number(text)), text).toBe(true)
        expect(end).toBe(text.length)
      }),
      runs,
    )
  })

  it('leave few of the usual numbers to Number', () => {
    let left = 0
    for (let i = 1; i <= 10_000; i++) if (Number.isNaN(read(String(Math.sin(i) * 1000))[0])) left++
    // Only sums that are within 2⁻⁴² of the middle between two numbers are left.
    expect(left).toBe(0)
  })

  it('are read between two numbers and at the edges of the range', () => {
    for (const text of ['0', '-0', '007', '.5', '5.', '9007199254740993', '9007199254740992.5', '1e22', '1e-22', '0.1'])
      expect(Object.is(read(text)[0], Number(text)), text).toBe(true)
    for (const text of ['', '-', '.', 'e5', '1e', '1e+', 'x', '4.9e-324', '1e309', '123456789012345678901'])
      expect(read(text)[0], text).toBeNaN()
  })
})
