import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Faults } from '../codec/index.ts'
import { decode, isPlain, nearest, schemaDocument, show } from '../codec/index.ts'
import type { JsonSchema, SchemaDocument } from '../codec/index.ts'
import { requiresCodec, requiresOf, requiring } from './requires.ts'
import type { ExperimentSpec, Registry, Spec } from './spec.ts'
import { autoencoderCodec, experimentCodec } from './spec.ts'
import type { AutoencoderSpec } from '../model/index.ts'

/** The version of the format, `"isthmus": 1` in every file. */
export const version = 1

/** From version k to k + 1, at k: a function on JSON. A new version adds one. */
export type Migrations = Readonly<Record<number, (json: Readonly<Record<string, unknown>>) => unknown>>

/** What older files are brought up to date with. */
export const migrations: Migrations = {}

const kinds = ['autoencoder', 'experiment'] as const

const refusal = (where: string, expected: string, found: string, remedy?: string): Either.Either<Faults, never> =>
  Either.left([{ fault: 'wrong envelope', where, expected, found, ...(remedy === undefined ? {} : { remedy }) }])

/** JSON of an older version brought to the present one. */
export const migrate = (
  json: unknown,
  steps: Migrations = migrations,
  present = version,
): Either.Either<Faults, Readonly<Record<string, unknown>>> => {
  if (!isPlain(json))
    return refusal('the root', 'a spec', show(json), 'export default autoencoder({ … }) or experiment({ … })')
  const found = json['isthmus']
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 1)
    return refusal('isthmus', `the version of the format, ${present}`, show(found), `add "isthmus": ${present}`)
  if (found > present)
    return refusal(
      'isthmus',
      `a version up to ${present}`,
      show(found),
      'the file is newer than this isthmus: update it',
    )
  if (found === present) return Either.right(json)
  const next = steps[found]
  if (next === undefined) return refusal('isthmus', `a version from which there is a way to ${present}`, show(found))
  const migrated = next(json)
  return migrate(isPlain(migrated) ? { ...migrated, isthmus: found + 1 } : migrated, steps, present)
}

const withoutEnvelope = ({
  isthmus: _,
  kind: _kind,
  $schema: _schema,
  requires: _requires,
  ...rest
}: Readonly<Record<string, unknown>>) => rest

/** The spec that JSON describes, or every fault in it. Shapes are checked when it is elaborated. */
export const decodeSpec = (registry: Registry, json: unknown): Either.Either<Faults, Spec> =>
  Either.chain((present: Readonly<Record<string, unknown>>): Either.Either<Faults, Spec> => {
    const { kind, requires } = present
    const rest = withoutEnvelope(present)
    if (kind === 'autoencoder')
      return Either.map((spec: AutoencoderSpec): Spec => ({ kind, ...spec }))(
        requiring(registry, requires, () => decode(autoencoderCodec(registry), rest)),
      )
    if (kind === 'experiment')
      return Either.map((spec: ExperimentSpec): Spec => ({ kind, ...spec }))(
        requiring(registry, requires, () => decode(experimentCodec(registry), rest)),
      )
    const near = typeof kind === 'string' ? nearest(kind, kinds) : undefined
    return refusal(
      'kind',
      '"autoencoder" or "experiment"',
      show(kind),
      near === undefined ? undefined : `did you mean "${near}"?`,
    )
  })(migrate(json))

/** The JSON of a spec, with its version and what it requires beside the library. */
export const encodeSpec = (registry: Registry, spec: Spec): Readonly<Record<string, unknown>> => {
  const { kind, ...rest } = spec
  const body = 'model' in rest ? experimentCodec(registry).encode(rest) : autoencoderCodec(registry).encode(rest)
  const requires = requiresOf(registry, body)
  return {
    isthmus: version,
    kind,
    ...(Object.keys(requires).length === 0 ? {} : { requires }),
    ...(isPlain(body) ? body : {}),
  }
}

const enveloped = <A>(codec: Codec<A>, kind: string): JsonSchema =>
  'properties' in codec.schema
    ? {
        ...codec.schema,
        properties: {
          $schema: { type: 'string' },
          isthmus: { type: 'integer', minimum: 1, maximum: version },
          kind: { const: kind },
          requires: requiresCodec.schema,
          ...codec.schema.properties,
        },
        required: ['isthmus', 'kind', ...codec.schema.required],
      }
    : codec.schema

/** The JSON Schema of spec files, for editors. */
export const specSchema = (registry: Registry): SchemaDocument => {
  const [autoencoder, experiment] = [autoencoderCodec(registry), experimentCodec(registry)]
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A spec of isthmus: an autoencoder or an experiment',
    oneOf: [enveloped(autoencoder, 'autoencoder'), enveloped(experiment, 'experiment')],
    $defs: { ...schemaDocument(autoencoder, '').$defs, ...schemaDocument(experiment, '').$defs },
  }
}
