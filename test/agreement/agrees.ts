import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engines/index.ts'
import { native, reference, web } from '../../src/engines/index.ts'
import { eager } from '../../src/engines/reference/reference.ts'
import { rounding } from '../../src/laws/rounding.ts'
import { path, stream } from '../../src/random/index.ts'
import { isWhole } from '../cases.ts'
import type { AgreementCase } from './cases.ts'
import { casesWith, drawCase, everyRow } from './cases.ts'
import type { Comparison } from './compare.ts'
import { compare, sampler } from './compare.ts'
import { observe, pointOf } from './observe.ts'

/** What engines of a dtype say about a case beside what the reference says. */
export type Compare = (engine: Engine) => Promise<Comparison>

/** The reference and the samples are run once, however many engines are compared. */
export const comparer = async (dtype: Engine['dtype'], one: AgreementCase): Promise<Compare> => {
  const point = pointOf(one)
  const expected = await observe(reference('float64'), one, point)
  const sample = sampler((k) =>
    observe(eager(rounding(dtype, path(stream(one.seed), 'rounding', k)), 'float64'), one, point),
  )
  return async (engine) => compare(await observe(engine, one, point), expected, sample, dtype)
}

/** What was seen over many cases. */
export interface Agreement {
  readonly comparisons: number
  readonly compared: number
  /** The parts of their numbers that had a tight bound, added up over the comparisons. */
  readonly telling: number
  /** The greatest part of its bound that a number used up. */
  readonly used: number
}

export const nothing: Agreement = { comparisons: 0, compared: 0, telling: 0, used: 0 }

export const both = (a: Agreement, b: Agreement): Agreement => ({
  comparisons: a.comparisons + b.comparisons,
  compared: a.compared + b.compared,
  telling: a.telling + b.telling,
  used: Math.max(a.used, b.used),
})

/** A failure is shrunk for no longer than this, in milliseconds. */
const longest = 120_000

/** Engines agree with the reference on so many cases that use a row; a failure is shrunk and can be replayed. */
export const agreeOn = async (engines: ReadonlyArray<Engine>, row: string, numRuns: number): Promise<Agreement> => {
  let seen = nothing
  const property = fc.asyncProperty(casesWith(row), async (one) => {
    const comparisonWith = await comparer(engines[0]?.dtype ?? 'float32', one)
    for (const engine of engines) {
      const { disagreement, compared, telling, used } = await comparisonWith(engine)
      seen = both(seen, { comparisons: 1, compared, telling: telling / compared, used })
      if (disagreement !== undefined) throw new Error(`engine ${engine.name} in ${engine.dtype}: ${disagreement}`)
    }
  })
  const result = await fc.check(property, { numRuns, interruptAfterTimeLimit: longest })
  if (result.failed) {
    const [one] = result.counterexample ?? []
    const error = result.errorInstance instanceof Error ? result.errorInstance.message : 'no case could be drawn'
    const replay = `row ${row}, seed ${result.seed}, path ${result.counterexamplePath}`
    expect.fail([error, one === undefined ? '' : drawCase(one), replay].join('\n'))
  }
  expect(result.numRuns).toBe(numRuns)
  return seen
}

/** On how many specs every definition is tried. Of the whole check: 300 and more in all, for there are over a hundred. */
const specsPerDefinition = isWhole ? 3 : 1

/** The quick check takes every sixth definition. */
const rows = isWhole ? everyRow : everyRow.filter((_, i) => i % 6 === 0)

/** Each engine is compared in each dtype on no fewer specs. */
const fewestSpecs = 300

/** Of the numbers of a spec, so many must in the mean have a bound that says something: a large spec counts as a small one. */
const tellingShare = 0.8

/**
 * The tests of a file: both compiled engines in a dtype, on cases of every definition of the registries. The quick check
 * leaves float64 to the whole one, and five sixths of the definitions.
 */
export const everyRowAgrees = (dtype: Engine['dtype']): void => {
  describe.runIf(isWhole || dtype === 'float32')(
    `compiled engines in ${dtype} agree with the float64 reference on specs that use`,
    async () => {
      const options = { threads: 1, dtype }
      const engines = [await native(options), await web(options)]
      let all = nothing
      it.each(rows)('%s', async (row) => {
        all = both(all, await agreeOn(engines, row, specsPerDefinition))
      })
      it.runIf(isWhole)('on enough specs', () =>
        expect(specsPerDefinition * everyRow.length).toBeGreaterThanOrEqual(fewestSpecs),
      )
      it.runIf(isWhole)('with bounds that tell something', () => {
        const share = all.telling / all.comparisons
        console.log(
          `${dtype}: ${everyRow.length} rows, ${all.compared} numbers, ${(100 * share).toFixed(1)} % of those of a spec, in the mean, with a tight bound; at most ${all.used.toFixed(2)} of a bound was used`,
        )
        expect(share).toBeGreaterThan(tellingShare)
      })
    },
  )
}
