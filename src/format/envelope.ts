import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible } from '../codec/index.ts'
import { decode, failure, isPlain, nearest, schemaDocument, show } from '../codec/index.ts'
import type { JsonSchema, SchemaDocument } from '../codec/index.ts'
import { present } from '../tensor/present.ts'
import { requiresCodec, requiresOf, requiring } from './requires.ts'
import type { Registry, Spec } from './spec.ts'
import { autoencoderCodec, experimentCodec } from './spec.ts'

/** The version of the format, `"isthmus": 1` in every file. */
export const version = 1

/** From version k to k + 1, at k: a function on JSON. A new version adds one. */
export type Migrations = Readonly<Record<number, (json: Readonly<Record<string, unknown>>) => unknown>>

/** The migrations of older files. */
export const migrations: Migrations = {}

type Json = Readonly<Record<string, unknown>>

const refusal = (where: string, expected: string, found: string, remedy?: string): Fallible<never> =>
  failure({ fault: 'wrong envelope', where, expected, found, ...present({ remedy }) })

/** JSON of an older version, brought up to date. */
export const migrate = (json: unknown, steps: Migrations = migrations, current = version): Fallible<Json> => {
  if (!isPlain(json))
    return refusal('the root', 'a spec', show(json), 'export default autoencoder({ … }) or experiment({ … })')
  const found = json['isthmus']
  if (typeof found !== 'number' || !Number.isInteger(found) || found < 1)
    return refusal('isthmus', `the version of the format, ${current}`, show(found), `add "isthmus": ${current}`)
  if (found > current)
    return refusal(
      'isthmus',
      `a version up to ${current}`,
      show(found),
      'the file is newer than this isthmus: update it',
    )
  if (found === current) return Either.right(json)
  const next = steps[found]
  if (next === undefined) return refusal('isthmus', `a version from which there is a way to ${current}`, show(found))
  const migrated = next(json)
  return migrate(isPlain(migrated) ? { ...migrated, isthmus: found + 1 } : migrated, steps, current)
}

const withoutEnvelope = ({ isthmus: _, kind: _kind, $schema: _schema, requires: _requires, ...rest }: Json): Json =>
  rest

/** How the body of each kind of file is decoded. */
const decoders: Readonly<Record<Spec['kind'], (registry: Registry, body: Json) => Fallible<Spec>>> = {
  autoencoder: (registry, body) =>
    pipe(
      decode(autoencoderCodec(registry), body),
      Either.map((spec) => ({ kind: 'autoencoder', ...spec })),
    ),
  experiment: (registry, body) =>
    pipe(
      decode(experimentCodec(registry), body),
      Either.map((spec) => ({ kind: 'experiment', ...spec })),
    ),
}

const isKind = (kind: unknown): kind is Spec['kind'] => typeof kind === 'string' && Object.hasOwn(decoders, kind)

const wrongKind = (kind: unknown): Fallible<never> => {
  const near = typeof kind === 'string' ? nearest(kind, Object.keys(decoders)) : undefined
  const remedy = near === undefined ? undefined : `did you mean "${near}"?`
  return refusal('kind', '"autoencoder" or "experiment"', show(kind), remedy)
}

/** The spec that JSON describes, or every fault in it. Shapes are checked when it is elaborated. */
export const decodeSpec = (registry: Registry, json: unknown): Fallible<Spec> =>
  pipe(
    migrate(json),
    Either.flatMap((file) => {
      const { kind, requires } = file
      if (!isKind(kind)) return wrongKind(kind)
      return requiring(registry, requires, () => decoders[kind](registry, withoutEnvelope(file)))
    }),
  )

/** The JSON of a spec, with its version and the layers that it requires beyond the library. */
export const encodeSpec = (registry: Registry, spec: Spec): Json => {
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
