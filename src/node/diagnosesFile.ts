import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible, Fault } from '../codec/index.ts'
import { settle, show } from '../codec/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { definitionOf, extended } from '../registry/index.ts'
import type { Diagnoses, DiagnosisDefinition } from '../tasks/index.ts'
import { diagnoses } from '../tasks/index.ts'
import { importModule } from './importModule.ts'

const isDefinition = (u: unknown): u is DiagnosisDefinition =>
  typeof u === 'object' &&
  u !== null &&
  'name' in u &&
  typeof u.name === 'string' &&
  'codec' in u &&
  typeof u.codec === 'function' &&
  'build' in u &&
  typeof u.build === 'function'

const isDiagnosis = (u: unknown): u is DiagnosisDefinition | { readonly definition: DiagnosisDefinition } =>
  isDefinition(u) || (typeof u === 'function' && 'definition' in u && isDefinition(u.definition))

const wrong = (where: string, expected: string, found: unknown): Fault => ({
  fault: 'wrong diagnoses',
  where,
  expected,
  found: show(found),
  remedy: 'export const diagnoses = [ … ] with what defineDiagnosis returns',
})

/** The diagnoses of the library with those that a module exports, or what is wrong with each of them. */
const withDiagnoses = (path: string, exported: unknown): Fallible<Diagnoses> => {
  const where = `${path}: diagnoses`
  const items: ReadonlyArray<unknown> = Array.isArray(exported) ? exported : []
  const own = items.flatMap((item) => (isDiagnosis(item) ? [definitionOf(item)] : []))
  const names = own.map(({ name }) => name)
  const faults: ReadonlyArray<Fault> = [
    ...(Array.isArray(exported) ? [] : [wrong(where, 'a list of diagnoses', exported)]),
    ...items.flatMap((item, i) => (isDiagnosis(item) ? [] : [wrong(`${where}[${i}]`, 'a diagnosis', item)])),
    ...names.flatMap((name, i) =>
      Object.hasOwn(diagnoses, name) || names.indexOf(name) < i
        ? [{ ...wrong(where, 'a diagnosis with a name of its own', undefined), found: `"${name}" again` }]
        : [],
    ),
  ]
  return settle(faults, () => extended(diagnoses, own))
}

/** The diagnoses of the library, with those of a module if one is named. */
export const readDiagnoses = (path: string | undefined): FallibleTask<Diagnoses> =>
  path === undefined
    ? TaskEither.right(diagnoses)
    : pipe(
        importModule(path, 'diagnoses'),
        TaskEither.flatMapEither((module) => withDiagnoses(path, module.diagnoses)),
      )
