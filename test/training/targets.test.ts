import * as Either from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { drawFaults } from '../../src/codec/index.ts'
import { elaborate, library } from '../../src/index.ts'
import type { TermSpec } from '../../src/losses/index.ts'
import { targetFaults } from '../../src/training/index.ts'

/** The fault of one row of three columns under a loss whose output has so many numbers. */
const faultOf = (
  term: TermSpec,
  row: ReadonlyArray<number>,
  output: ReadonlyArray<number>,
  mask?: ReadonlyArray<number>,
): string => {
  const units = output.reduce((a, b) => a * b, 1)
  const layers = [
    { layer: 'dense', units },
    { layer: 'reshape', sizes: output },
  ]
  const encoder = { input: [3], layers: [{ layer: 'dense', units: 2 }] }
  const model = elaborate(library, { encoder, decoder: { input: [2], layers }, loss: [term] })
  if (Either.isLeft(model)) return drawFaults(model.left)
  const [fault] = targetFaults(model.right, {
    sizes: [3],
    length: 1,
    values: Float32Array.from(row),
    columns: ['a', 'b', 'c'],
    ...(mask === undefined ? {} : { mask: Float32Array.from(mask) }),
  })
  return fault === undefined ? '' : drawFaults([fault])
}

describe('numbers that a likelihood does not take are refused with their place', () => {
  it('counts', () => {
    const counts = { term: 'negativeBinomial' }
    expect(faultOf(counts, [0, 3, 200], [3, 2])).toBe('')
    expect(faultOf(counts, [0, -1, 2], [3, 2])).toBe(
      'data, row 1, column "b": expected a count: a whole number that is not negative, because the loss has negativeBinomial, found -1 (give counts as they are, without scaling, and let the encoder begin with symlog; other numbers take gaussianLikelihood)',
    )
    expect(faultOf(counts, [0, 1, 2.5], [3, 2])).toContain('column "c"')
    expect(faultOf(counts, [0, 1, 2.5], [3, 2], [1, 1, 0])).toBe('')
  })

  it('ids', () => {
    const ids = { term: 'categoricalLikelihood', classes: 4, ignored: -1 }
    expect(faultOf(ids, [0, -1, 3], [3, 4])).toBe('')
    expect(faultOf(ids, [0, 4, 3], [3, 4])).toContain(
      'expected an id: a whole number from 0 to 3, or -1 for none, because the loss has categoricalLikelihood, found 4',
    )
  })

  it('shares, pixels and probabilities', () => {
    expect(faultOf({ term: 'beta' }, [0.5, 1, 0.25], [3, 2])).toContain('a number between 0 and 1, neither of them')
    expect(faultOf({ term: 'discretisedLogistic' }, [0, 1, 17 / 255], [3, 2])).toBe('')
    expect(faultOf({ term: 'discretisedLogistic' }, [0, 0.5, 1], [3, 2])).toContain('one of 256 evenly spaced levels')
    expect(faultOf({ term: 'bce' }, [0, 52_000, 1], [3])).toContain(
      'expected a number from 0 to 1, because the loss has bce, found 52000 (scale the data with preprocessing: [minMax()], or use mse)',
    )
  })

  it('of the columns of a table, each by its own likelihood', () => {
    const groups = [
      { columns: 1, likelihood: { term: 'mse' } },
      { columns: 1, likelihood: { term: 'bceWithLogits' } },
      { columns: 1, likelihood: { term: 'poisson' } },
    ]
    const table = { term: 'columnLikelihoods', groups }
    expect(faultOf(table, [-7, 1, 4], [3])).toBe('')
    expect(faultOf(table, [-7, 2, 4], [3])).toContain('column "b": expected a number from 0 to 1')
    expect(faultOf(table, [-7, 1, 4.5], [3])).toContain('column "c": expected a count')
  })
})
