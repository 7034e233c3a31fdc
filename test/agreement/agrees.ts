import fc from 'fast-check'
import { expect } from 'vitest'
import type { Engine } from '../../src/engines/index.ts'
import { reference } from '../../src/engines/index.ts'
import { eager } from '../../src/engines/reference.ts'
import { rounding } from '../../src/laws/rounding.ts'
import { path, stream } from '../../src/random/index.ts'
import type { AgreementCase } from './cases.ts'
import { agreementCases, drawCase, usedBy } from './cases.ts'
import type { Comparison } from './compare.ts'
import { compare } from './compare.ts'
import { observe, pointOf } from './observe.ts'

/** How often a case is run with random rounding. */
const samples = 4

/** What an engine says about a case beside what the reference says. */
export const compareWithReference = async (engine: Engine, one: AgreementCase): Promise<Comparison> => {
  const point = pointOf(one)
  const rounded = Array.from({ length: samples }, (_, k) =>
    eager(rounding(engine.dtype, path(stream(one.seed), 'rounding', k)), 'float64'),
  )
  return compare(
    await observe(engine, one, point),
    await observe(reference('float64'), one, point),
    await Promise.all(rounded.map((sample) => observe(sample, one, point))),
    engine.dtype,
  )
}

/** What was seen over many cases. */
export interface Agreement {
  readonly cases: number
  readonly compared: number
  /** The share of numbers whose bound was tight. */
  readonly telling: number
  /** The greatest part of its bound that a number used up. */
  readonly used: number
  readonly seen: ReadonlySet<string>
}

/** An engine agrees with the reference on so many arbitrary cases; a failure is shrunk and can be replayed. */
export const agreesOn = async (engine: Engine, numRuns: number): Promise<Agreement> => {
  let [cases, compared, telling, used] = [0, 0, 0, 0]
  const seen = new Set<string>()
  const property = fc.asyncProperty(agreementCases, async (one) => {
    const comparison = await compareWithReference(engine, one)
    cases++
    compared += comparison.compared
    telling += comparison.telling
    used = Math.max(used, comparison.used)
    usedBy(one).forEach((row) => seen.add(row))
    if (comparison.disagreement !== undefined) throw new Error(comparison.disagreement)
  })
  const result = await fc.check(property, { numRuns })
  if (result.failed) {
    const [one] = result.counterexample ?? []
    const error = result.errorInstance instanceof Error ? result.errorInstance.message : 'no case could be drawn'
    expect.fail(
      [error, one === undefined ? '' : drawCase(one), `seed ${result.seed}, path ${result.counterexamplePath}`].join(
        '\n',
      ),
    )
  }
  return { cases, compared, telling: telling / compared, used, seen }
}

export const drawAgreement = (engine: Engine, { cases, compared, telling, used }: Agreement): string =>
  `engine ${engine.name} in ${engine.dtype}: ${cases} specs, ${compared} numbers, ${(100 * telling).toFixed(1)} % with a tight bound; at most ${used.toFixed(2)} of a bound was used`
