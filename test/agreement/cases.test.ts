import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Codec, Settings } from '../../src/codec/index.ts'
import { library } from '../../src/index.ts'
import { termNested } from '../../src/losses/index.ts'
import { rateCodec } from '../../src/schedules/index.ts'
import type { AgreementCase } from './cases.ts'
import { casesWith, everyRow, usedBy } from './cases.ts'
import { termFor } from './specs.ts'

const { layers, terms, updates, schedules } = library

const sampled = (row: string, numRuns: number, seed = 1): ReadonlyArray<AgreementCase> =>
  fc.sample(casesWith(row), { numRuns, seed })

/** A case for every row, and more for what is seldom drawn: models that are told a condition or have a rival. */
const cases: ReadonlyArray<AgreementCase> = [
  ...everyRow.flatMap((row, seed) => sampled(row, 1, seed)),
  ...sampled('layer conditioned', 60),
  ...sampled('term adversarialPrior', 60),
]

/** The networks of a model that read its condition. */
const readersOf = ({ model: { encoder, decoder, discriminator } }: AgreementCase): ReadonlyArray<string> =>
  Object.entries({ encoder, decoder, discriminator }).flatMap(([name, network]) =>
    network?.layers.some(({ built }) => built.condition !== undefined) === true ? [name] : [],
  )

/** The options that a codec has beside a name, and the words that each may have. */
const optionsOf = (codec: Codec<Settings>): ReadonlyArray<string> => {
  const { schema } = codec
  if (!('properties' in schema)) return []
  return Object.entries(schema.properties).flatMap(([key, property]) =>
    'enum' in property && property.enum !== undefined ? property.enum.map((word) => `${key}: ${word}`) : [key],
  )
}

describe('the specs on which engines are compared have', () => {
  it('every layer, term and update of the registries', () => {
    const used = new Set(cases.flatMap(usedBy))
    const all = [
      ...Object.keys(layers).map((name) => `layer ${name}`),
      ...Object.keys(terms).map((name) => `term ${name}`),
      ...Object.keys(updates).map((name) => `update ${name}`),
    ]
    expect(all.filter((row) => !used.has(row))).toEqual([])
  })

  it('conditions of both kinds, which every network reads', () => {
    const kinds = cases.flatMap(({ model: { spec } }) => Object.keys(spec.condition ?? {}))
    expect([...new Set(kinds)].toSorted()).toEqual(['classes', 'columns'])
    expect([...new Set(cases.flatMap(readersOf))].toSorted()).toEqual(['decoder', 'discriminator', 'encoder'])
    expect(cases.some((one) => readersOf(one).length > 1)).toBe(true)
  })

  it('a discriminator with updates of its own wherever a term needs one', () => {
    const rivals = cases.filter(({ model }) => model.terms.some(({ built }) => built.discriminatorLoss !== undefined))
    expect(rivals.length).toBeGreaterThan(60)
    for (const { model, plan } of rivals) {
      expect(model.discriminator).toBeDefined()
      expect(plan.discriminator).toBeDefined()
    }
    expect(rivals.some(({ plan }) => (plan.discriminator ?? []).length > 0)).toBe(true)
  })

  it.each(Object.values(terms))('every option of the term $name', (row) => {
    const drawn = fc.sample(termFor(row), { numRuns: 100, seed: 1 })
    const entries = drawn.flatMap((spec): ReadonlyArray<readonly [string, unknown]> => Object.entries(spec))
    const seen = new Set(
      entries.flatMap(([key, value]) => (typeof value === 'string' ? [key, `${key}: ${value}`] : [key])),
    )
    // Where a dictionary is depends on the decoder, which is drawn apart.
    const options = optionsOf(row.codec(termNested(terms)(rateCodec(schedules)))).filter(
      (option) => option !== 'dictionary',
    )
    expect(options.filter((option) => !seen.has(option))).toEqual([])
  })
})
