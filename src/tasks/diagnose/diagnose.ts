import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fallible, Fault } from '../../codec/index.ts'
import { counted, decode, failure, settle } from '../../codec/index.ts'
import { definitionsIn, lookup } from '../../registry/index.ts'
import type { Inference } from '../inference.ts'
import type { BuiltDiagnosis, Diagnoses, DiagnosisSpec, Finding } from './diagnosis.ts'
import { diagnosisCodec } from './diagnosis.ts'
import * as registry from './registry.ts'
import type { EpochOfHistory } from '../epochOfHistory.ts'
import { subjectOf } from './subject.ts'

/** The diagnoses of the library by name. A user's own are added beside them: `{ ...Tasks.diagnoses, mine: mine.definition }`. */
export const diagnoses: Diagnoses = definitionsIn(registry)

export interface DiagnoseOptions {
  /** Rows that were not trained on: without, nothing is said of overfitting. */
  readonly heldOut?: Inference
  /** The losses of every epoch. */
  readonly history?: ReadonlyArray<EpochOfHistory>
  /** The diagnoses that there are; those of the library by default. */
  readonly diagnoses?: Diagnoses
  /** Those to use, with settings: `[redundantEntries({ correlation: 0.9 })]`; all of them by default. */
  readonly use?: ReadonlyArray<DiagnosisSpec>
  /** The seed of samples of rows, of paths and of noise; 0 by default. */
  readonly seed?: number
}

/** A diagnosis that was not used, and why. */
export interface Skipped {
  readonly diagnosis: string
  readonly why: string
}

/** What `diagnose` says of a model. */
export interface DiagnosisReport {
  /** Faults first, then warnings. */
  readonly findings: ReadonlyArray<Finding>
  /** The diagnoses that found nothing. */
  readonly passed: ReadonlyArray<string>
  readonly skipped: ReadonlyArray<Skipped>
  readonly rows: { readonly training: number; readonly heldOut: number }
}

/** Fewer rows say nothing of a model. */
const fewestRows = 20

const rowFaults = ({ rows }: Inference): ReadonlyArray<Fault> =>
  rows.length >= fewestRows
    ? []
    : [
        {
          fault: 'too few rows',
          where: 'training rows',
          expected: `at least ${fewestRows}`,
          found: counted(rows.length, 'row'),
          remedy: 'diagnose with the rows that the model was trained on',
        },
      ]

interface Named {
  readonly name: string
  readonly built: BuiltDiagnosis
}

/** The diagnoses to use, built for a model. */
const builtFor = (
  { model }: Inference,
  known: Diagnoses,
  use: ReadonlyArray<DiagnosisSpec>,
): Fallible<ReadonlyArray<Named>> => {
  const nested = diagnosisCodec(known)
  const results = use.map((spec, i) => {
    const where = `use[${i}]`
    return pipe(
      decode(nested, spec, where),
      Either.flatMap(({ diagnosis, ...settings }) =>
        pipe(
          lookup(known, diagnosis, 'diagnosis').build(settings, model, { where, nested }),
          Either.map((built): Named => ({ name: diagnosis, built })),
        ),
      ),
    )
  })
  return settle(
    results.flatMap((result) => (Either.isLeft(result) ? result.left : [])),
    () => results.flatMap((result) => (Either.isRight(result) ? [result.right] : [])),
  )
}

const report = (
  outcomes: ReadonlyArray<readonly [string, Awaited<ReturnType<BuiltDiagnosis['check']>>]>,
): Omit<DiagnosisReport, 'rows'> => {
  const findings = outcomes.flatMap(([fault, outcome]) =>
    'notApplicable' in outcome ? [] : outcome.map((found): Finding => ({ fault, ...found })),
  )
  return {
    findings: [
      ...findings.filter(({ severity }) => severity === 'fault'),
      ...findings.filter(({ severity }) => severity === 'warning'),
    ],
    passed: outcomes.flatMap(([name, outcome]) => ('notApplicable' in outcome || outcome.length > 0 ? [] : [name])),
    skipped: outcomes.flatMap(([diagnosis, outcome]) =>
      'notApplicable' in outcome ? [{ diagnosis, why: outcome.notApplicable }] : [],
    ),
  }
}

/**
 * Diagnoses a trained model on the rows that it was trained on: what is wrong with it, in the words of faults. Large data are
 * sampled, at most 2,000 rows and 500 where hidden layers are looked at; the same seed finds the same.
 */
export const diagnose = async (
  training: Inference,
  options: DiagnoseOptions = {},
): Promise<Fallible<DiagnosisReport>> => {
  const { heldOut, history = [], diagnoses: known = diagnoses, seed = 0 } = options
  const use = options.use ?? Object.keys(known).map((diagnosis) => ({ diagnosis }))
  const faults = rowFaults(training)
  const [fault] = faults
  if (fault !== undefined) return failure(fault)
  const built = builtFor(training, known, use)
  if (Either.isLeft(built)) return built
  const subject = subjectOf(training, { history, seed, ...(heldOut === undefined ? {} : { heldOut }) })
  const outcomes = []
  for (const { name, built: diagnosis } of built.right) outcomes.push([name, await diagnosis.check(subject)] as const)
  return Either.right({
    ...report(outcomes),
    rows: { training: training.rows.length, heldOut: heldOut?.rows.length ?? 0 },
  })
}
