import { counted } from '../codec/index.ts'
import fc from 'fast-check'
import { present } from '../tensor/present.ts'

/** What is wrong with a case, in words that name the argument at fault; undefined if the law holds for it. */
export type Verdict = string | undefined

/** Thrown by a predicate for a case on which the law says nothing, such as a kink inside a difference. */
export class NoVerdict extends Error {}

/** Thrown where nothing can be tried: the subject accepts none of the cases that are drawn. */
export class NoCases extends Error {}

/** A law: a sentence, and whether a case obeys it. */
export interface Law<Case> {
  readonly name: string
  readonly verdict: (one: Case) => Verdict
}

/** Laws about one subject, and the cases they are tried on. */
export interface Laws<Case> {
  readonly subject: string
  readonly cases: fc.Arbitrary<Case>
  readonly laws: ReadonlyArray<Law<Case>>
  readonly show: (one: Case) => string
}

export interface Options {
  /** How many cases for each subject; 100 by default. */
  readonly cases?: number
  /** The seed and the path that a failure printed, to replay it. */
  readonly seed?: number
  readonly path?: string
}

/** What came of the laws about one subject. */
export interface Report {
  readonly subject: string
  readonly laws: ReadonlyArray<string>
  readonly cases: number
  /** Verdicts that could not be reached, by law. */
  readonly withheld: number
  /** Absent if every law holds. */
  readonly failure?: Failure
}

export interface Failure {
  readonly law: string
  readonly message: string
  readonly counterexample: string
  readonly seed: number
  readonly path: string
}

/** How far a check has come. */
export interface CheckProgress {
  /** The number of cases tried so far, smaller ones of a failure included. */
  readonly cases: number
  /** Whether a law failed, so that a smaller counterexample is searched for. */
  readonly failed: boolean
}

/** A check under way: what tries a case, and the report at its end. */
const trial = <Case>({ subject, laws, show }: Laws<Case>) => {
  const seen = { withheld: 0, cases: 0, failed: false }
  const broken = (one: Case): { readonly law: string; readonly message: string } | undefined => {
    for (const { name, verdict } of laws) {
      const message = tryLaw(
        () => verdict(one),
        () => seen.withheld++,
      )
      if (message !== undefined) return { law: name, message }
    }
    return undefined
  }
  const holds = (one: Case): boolean => {
    seen.cases++
    const isBroken = broken(one) !== undefined
    seen.failed ||= isBroken
    return !isBroken
  }
  const reportOf = (result: fc.RunDetails<[Case]>): Report => {
    const { cases, withheld } = seen
    const report = { subject, laws: laws.map(({ name }) => name), cases, withheld }
    if (!result.failed) return report
    const [one] = result.counterexample ?? []
    if (one === undefined) throw new NoCases(`${subject}: no case could be drawn (${result.numSkips} were skipped)`)
    const { law, message } = broken(one) ?? { law: 'the same case gives the same verdict', message: 'it did not' }
    return {
      ...report,
      failure: { law, message, counterexample: show(one), seed: result.seed, path: result.counterexamplePath ?? '' },
    }
  }
  return { seen, holds, reportOf }
}

const parametersOf = ({ cases = 100, seed, path }: Options) => ({ numRuns: cases, ...present({ seed, path }) })

/** Tries every law on every case. A failure is shrunk and can be replayed from what it says. */
export const verify = <Case>(laws: Laws<Case>, options: Options = {}): Report => {
  const { holds, reportOf } = trial(laws)
  return reportOf(fc.check(fc.property(laws.cases, holds), parametersOf(options)))
}

/** `verify` on the same cases, which waits for `onCase` before each of them. */
export const verifyAsync = async <Case>(
  laws: Laws<Case>,
  onCase: (progress: CheckProgress) => Promise<void>,
  options: Options = {},
): Promise<Report> => {
  const { seen, holds, reportOf } = trial(laws)
  const property = fc.asyncProperty(laws.cases, async (one) => {
    await onCase(seen)
    return holds(one)
  })
  return reportOf(await fc.check(property, parametersOf(options)))
}

const tryLaw = (verdict: () => Verdict, withhold: () => void): Verdict => {
  try {
    return verdict()
  } catch (error) {
    if (!(error instanceof NoVerdict)) return error instanceof Error ? `throws: ${error.message}` : String(error)
    withhold()
    return undefined
  }
}

/** A report as text: a line if all is well, else the law, the message, the counterexample and how to replay it. */
export const drawReport = ({ subject, laws, cases, failure }: Report): string =>
  failure === undefined
    ? `${subject}: ${counted(laws.length, 'law')} ${laws.length === 1 ? 'holds' : 'hold'} on ${counted(cases, 'case')}`
    : [
        `${subject}: "${failure.law}" does not hold`,
        `  ${failure.message}`,
        `  counterexample: ${failure.counterexample}`,
        `  replay with { seed: ${failure.seed}, path: ${JSON.stringify(failure.path)} }`,
      ].join('\n')

/** Throws the report if a law does not hold: one line in a test. */
export const assertLaws = <Case>(laws: Laws<Case>, options: Options = {}): Report => {
  const report = verify(laws, options)
  if (report.failure !== undefined) throw new Error(drawReport(report))
  return report
}
