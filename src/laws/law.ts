import fc from 'fast-check'

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
  /** What a failure printed, to see it again. */
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

/** Tries every law on every case. A failure is shrunk and can be replayed from what it says. */
export const verify = <Case>({ subject, cases, laws, show }: Laws<Case>, options: Options = {}): Report => {
  let withheld = 0
  let tried = 0
  const broken = (one: Case): { readonly law: string; readonly message: string } | undefined => {
    for (const { name, verdict } of laws) {
      const message = tryLaw(
        () => verdict(one),
        () => withheld++,
      )
      if (message !== undefined) return { law: name, message }
    }
    return undefined
  }
  const { cases: numRuns = 100, seed, path } = options
  const result = fc.check(
    fc.property(cases, (one) => {
      tried++
      return broken(one) === undefined
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }), ...(path === undefined ? {} : { path }) },
  )
  const report = { subject, laws: laws.map(({ name }) => name), cases: tried, withheld }
  if (!result.failed) return report
  const [one] = result.counterexample ?? []
  if (one === undefined) throw new NoCases(`${subject}: no case could be drawn (${result.numSkips} were skipped)`)
  const { law, message } = broken(one) ?? { law: 'the same case gives the same verdict', message: 'it did not' }
  return {
    ...report,
    failure: { law, message, counterexample: show(one), seed: result.seed, path: result.counterexamplePath ?? '' },
  }
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
    ? `${subject}: ${laws.length} laws hold on ${cases} cases`
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
