import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fault, Faults } from '../codec/index.ts'
import { decode, describe, isPlain, record, show, string } from '../codec/index.ts'
import type { LayerDefinition } from '../layers/index.ts'
import type { Registry } from './spec.ts'
import { library } from './spec.ts'

/** The layers of a spec that the library does not define, each with the package that does. */
export type Requires = Readonly<Record<string, string>>

/** The key of the envelope that names them: absent from a spec of the library's layers alone. */
export const requiresCodec: Codec<Requires> = describe(
  record(string('the package that defines the layer, such as "my-layers@1.2.0"', { minLength: 1 }), 'layers by name'),
  'The layers that the library does not define, each with the package that does: { "gain": "my-layers@1.2.0" }.',
)

const unnamed = 'an unnamed package'

/** The names of all layers in JSON, those inside layers too. */
const layersIn = (json: unknown): ReadonlyArray<string> => {
  if (Array.isArray(json)) return json.flatMap(layersIn)
  if (!isPlain(json)) return []
  const { layer } = json
  return [...(typeof layer === 'string' ? [layer] : []), ...Object.values(json).flatMap(layersIn)]
}

/** What the body of a file requires beside the library. */
export const requiresOf = ({ layers }: Registry, body: unknown): Requires =>
  Object.fromEntries(
    [...new Set(layersIn(body))].flatMap((name) => {
      const row = Object.hasOwn(layers, name) ? layers[name] : undefined
      return row === undefined || row === library.layers[name] ? [] : [[name, row.package ?? unnamed]]
    }),
  )

/** `my-layers` of `my-layers@1.2.0`, `@me/layers` of `@me/layers@2.0.0`. */
const nameOf = (origin: string): string => origin.replace(/(?<=.)@.*$/, '')

/** Whether a registry's layer is the one that a file means: another version will do, another package will not. */
const isMeant = (row: LayerDefinition, origin: string): boolean =>
  row !== library.layers[row.name] &&
  (row.package === undefined || origin === unnamed || nameOf(row.package) === nameOf(origin))

const missing = (row: LayerDefinition | undefined, name: string, origin: string): ReadonlyArray<Fault> => {
  if (row !== undefined && isMeant(row, origin)) return []
  return [
    {
      fault: 'missing layer',
      where: `requires.${name}`,
      expected: `layer "${name}" of ${origin}`,
      found: row === undefined ? 'none' : `that of ${row.package ?? 'the library'}`,
      remedy: 'pass --layers FILE, a module that exports it in layers',
    },
  ]
}

/** The faults of layers that a file requires and a registry lacks. */
export const missingLayers = ({ layers }: Registry, requires: Requires): ReadonlyArray<Fault> =>
  Object.entries(requires).flatMap(([name, origin]) =>
    missing(Object.hasOwn(layers, name) ? layers[name] : undefined, name, origin),
  )

/**
 * What the rest of a file decodes to, if the registry has every layer that the file requires. If not, the layers that
 * it lacks are named first, and what would be said of them as unknown names is left out.
 */
export const requiring = <A>(
  registry: Registry,
  requires: unknown,
  decoded: () => Either.Either<Faults, A>,
): Either.Either<Faults, A> => {
  const known = decode(requiresCodec, requires ?? {}, 'requires')
  if (Either.isLeft(known)) return known
  const [first, ...rest] = missingLayers(registry, known.right)
  if (first === undefined) return decoded()
  const result = decoded()
  const names = Object.keys(known.right).map((name) => show(name))
  const others = (Either.isLeft(result) ? result.left : []).filter(
    ({ fault, found }) => !(fault === 'unknown name' && names.includes(found)),
  )
  return Either.left([first, ...rest, ...others])
}
