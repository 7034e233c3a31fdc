import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible, Fault, Settings } from '../../codec/index.ts'
import { lazy } from '../../codec/index.ts'
import type { Model } from '../../model/index.ts'
import type { Arguments, Context, Defined, Definition, Definitions } from '../../registry/index.ts'
import { erased, taggedCodec } from '../../registry/index.ts'
import type { Subject } from './subject.ts'

/** A diagnosis as data: its name and its settings, which are thresholds. */
export interface DiagnosisSpec {
  readonly diagnosis: string
  readonly [setting: string]: unknown
}

/**
 * What is wrong with a trained model, in the words of a fault. A `fault` makes the model unfit for what it is built for; a
 * `warning` costs quality or size.
 */
export interface Finding extends Fault {
  readonly severity: 'fault' | 'warning'
}

/** A finding before the diagnosis has put its name on it. */
export type Found = Omit<Finding, 'fault'>

/** Why a diagnosis says nothing of a model. */
export interface NotApplicable {
  readonly notApplicable: string
}

/** A diagnosis that is built for a model. */
export interface BuiltDiagnosis {
  /** What it finds, or why it does not apply to this model and these rows. */
  readonly check: (subject: Subject) => Promise<ReadonlyArray<Found> | NotApplicable>
}

/** A diagnosis as a registry holds it; `defineDiagnosis` makes it. */
export type DiagnosisDefinition = Definition<
  Settings,
  Codec<DiagnosisSpec>,
  Model,
  Context<Codec<DiagnosisSpec>>,
  BuiltDiagnosis
>

/** The diagnoses that there are by name. */
export type Diagnoses = Definitions<DiagnosisDefinition>

/** What defines a diagnosis: a name in lower camel case, a summary, the settings with their codec, and the check. */
export interface DiagnosisParts<S extends object> {
  readonly name: string
  readonly package?: string
  readonly summary: string
  readonly codec: Codec<S>
  readonly check: (subject: Subject, settings: S) => Promise<ReadonlyArray<Found> | NotApplicable>
}

/**
 * Defines a diagnosis in one place: its definition for registries, and the function that makes its spec, which takes the
 * settings as an object.
 *
 * @example
 * const large = Tasks.defineDiagnosis({
 *   name: 'largeCodes',
 *   summary: 'Codes that leave the cube from −most to most.',
 *   codec: Codecs.struct({}, { most: Codecs.number({ exclusiveMinimum: 0 }) }),
 *   check: async (subject, { most = 100 }) => {
 *     const { values } = await subject.codes()
 *     const outside = values.filter((value) => Math.abs(value) > most).length
 *     if (outside === 0) return []
 *     return [{ severity: 'warning', where: 'code', expected: `entries up to ${most}`, found: `${outside} beyond` }]
 *   },
 * })
 */
export const defineDiagnosis = <S extends object>({
  codec,
  check,
  ...named
}: DiagnosisParts<S>): Defined<(...settings: Arguments<S>) => DiagnosisSpec, DiagnosisDefinition> => {
  const use = (...[settings]: Arguments<S>): DiagnosisSpec => ({ diagnosis: named.name, ...settings })
  const build = (settings: S): Fallible<BuiltDiagnosis> =>
    Either.right({ check: (subject) => check(subject, settings) })
  return Object.assign(use, {
    definition: erased<S, Codec<DiagnosisSpec>, Model, Context<Codec<DiagnosisSpec>>, BuiltDiagnosis>({
      ...named,
      codec: () => codec,
      build,
    }),
  })
}

/** The codec of a diagnosis of a registry. */
export const diagnosisCodec = (diagnoses: Diagnoses): Codec<DiagnosisSpec> => {
  const codec: Codec<DiagnosisSpec> = lazy('a diagnosis', () =>
    taggedCodec('diagnosis', 'a diagnosis', diagnoses, codec),
  )
  return codec
}
