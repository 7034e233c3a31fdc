import * as Either from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fault, Settings } from '../../../src/codec/index.ts'
import { dense, elaborate, input, library, pipe } from '../../../src/index.ts'
import { valuesOf } from '../../../src/laws/arbitrary.ts'
import type { TermDefinition } from '../../../src/losses/index.ts'
import { termContext, termNested } from '../../../src/losses/index.ts'
import { rateCodec } from '../../../src/schedules/index.ts'

const { layers, terms, schedules } = library

/** The aux tensors besides the code that a term reads, or none if it does not fit the model. */
const needsOf = (definition: TermDefinition, settings: Settings): ReadonlyArray<string> => {
  const sizes = { input: [4], code: [2] }
  const built = definition.build(settings, sizes, termContext(terms, rateCodec(schedules), 'loss[1]'))
  return Either.isRight(built) ? built.right.needs.filter((name) => name !== 'code') : []
}

/** Settings of a term with which it reads more than the code. */
const demanding = (definition: TermDefinition): ReadonlyArray<Settings> =>
  fc
    .sample(valuesOf(definition.codec(termNested(terms)(rateCodec(schedules)))), { numRuns: 30, seed: 1 })
    .filter((settings) => needsOf(definition, settings).length > 0)

/** The faults of a term in a model that exposes only its code. */
const faultsOf = (row: TermDefinition, settings: Settings): ReadonlyArray<Fault> => {
  const [encoder, decoder] = [pipe(input([4]), dense(2)), pipe(input([2]), dense(3), dense(4))]
  const model = elaborate(library, { encoder, decoder, loss: [{ term: 'mse' }, { ...settings, term: row.name }] })
  return Either.isLeft(model) ? model.left : []
}

describe('beside a plain code, a fault says what to do for each tensor that is missing', () => {
  it.each(Object.values(terms).filter((row) => demanding(row).length > 0))('to $name', (row) => {
    for (const settings of demanding(row)) {
      const faults = faultsOf(row, settings)
      for (const name of needsOf(row, settings)) {
        const fault = faults.find(({ found }) => found === `"${name}"`)
        expect(fault?.where).toMatch(/^loss\[1\](\.on)?$/)
        const words = fault?.remedy?.match(/\w+/g) ?? []
        expect(words.filter((word) => layers[word] !== undefined)).not.toEqual([])
        if (fault?.where.endsWith('.on') === true) expect(fault.remedy).toContain(`tap("${name}")`)
      }
    }
  })
})
