import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Codec, Fallible, Fault } from '../codec/index.ts'
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

/** The layers that the body of a file requires beyond the library. */
export const requiresOf = ({ layers }: Registry, body: unknown): Requires =>
  Object.fromEntries(
    [...new Set(layersIn(body))].flatMap((name) => {
      const definition = find(layers, name)
      return definition === undefined || definition === library.layers[name]
        ? []
        : [[name, definition.package ?? unnamed]]
    }),
  )

const find = (layers: Registry['layers'], name: string): LayerDefinition | undefined =>
  Object.hasOwn(layers, name) ? layers[name] : undefined

/** `my-layers` of `my-layers@1.2.0`, `@me/layers` of `@me/layers@2.0.0`. */
const packageName = (origin: string): string => origin.replace(/(?<=.)@.*$/, '')

/** Whether a definition is the one that a file requires: of the same package, in any version. */
const satisfies = (definition: LayerDefinition, origin: string): boolean =>
  definition !== library.layers[definition.name] &&
  (definition.package === undefined || origin === unnamed || packageName(definition.package) === packageName(origin))

const missing = (definition: LayerDefinition | undefined, name: string, origin: string): ReadonlyArray<Fault> => {
  if (definition !== undefined && satisfies(definition, origin)) return []
  return [
    {
      fault: 'missing layer',
      where: `requires.${name}`,
      expected: `layer "${name}" of ${origin}`,
      found: definition === undefined ? 'none' : `that of ${definition.package ?? 'the library'}`,
      remedy: 'pass --layers FILE, a module that exports it in layers',
    },
  ]
}

/** The faults of layers that a file requires and a registry lacks. */
export const missingLayers = ({ layers }: Registry, requires: Requires): ReadonlyArray<Fault> =>
  Object.entries(requires).flatMap(([name, origin]) => missing(find(layers, name), name, origin))

/** Faults without those that say again that one of these names is unknown. */
const withoutUnknown = (faults: ReadonlyArray<Fault>, names: ReadonlyArray<string>): ReadonlyArray<Fault> =>
  faults.filter(({ fault, found }) => !(fault === 'unknown name' && names.map(show).includes(found)))

/**
 * The decoded body of a file, if the registry has every layer that the file requires. If not, the layers that it lacks
 * come first, then the other faults of the body.
 */
export const requiring = <A>(registry: Registry, requires: unknown, body: () => Fallible<A>): Fallible<A> =>
  pipe(
    decode(requiresCodec, requires ?? {}, 'requires'),
    Either.flatMap((required): Fallible<A> => {
      const decoded = body()
      const [first, ...rest] = missingLayers(registry, required)
      if (first === undefined) return decoded
      const others = Either.isLeft(decoded) ? withoutUnknown(decoded.left, Object.keys(required)) : []
      return Either.left([first, ...rest, ...others])
    }),
  )
