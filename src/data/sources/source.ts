import * as Either from 'fp-ts/lib/Either.js'
import type { Codec, Fallible } from '../../codec/index.ts'
import type { Arguments, Defined, Definitions, PlainDefinition, PlainFacts } from '../../registry/index.ts'
import { lookup, taggedCodec, noNested, plainDefinition } from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { Chunk, RowStream } from '../chunk.ts'
import type { FallibleTask } from '../task.ts'

/** Where rows come from, as data. */
export interface SourceSpec {
  readonly source: string
  readonly [setting: string]: unknown
}

/** The rows of a source, and a test set where the source has one of its own. */
export interface Opened {
  readonly rows: RowStream
  readonly test?: RowStream
  /** What is to be said of how it is read: a delimiter that was recognised, lines that were left out. */
  readonly notices?: ReadonlyArray<string>
}

/** A source ready to be read. */
export interface BuiltSource {
  /** Opens the source. The library's own files have their readers in data/files, which needs a file system. */
  readonly read?: () => FallibleTask<Opened>
}

/** What a registry knows of a source without its settings. */
export interface SourceProperties {
  /** The endings of the names of its files: `.csv`, `.tsv`. */
  readonly endings: ReadonlyArray<string>
  /** Whether its rows are those of a table, so that it has the settings of tables. */
  readonly isTable: boolean
  /** Whether its path is a folder or a pattern that it reads as a whole; other sources read the files of a folder in turn. */
  readonly readsFolders: boolean
  /** Whether a file begins as its files do. */
  readonly begins?: (head: Uint8Array) => boolean
}

/** A source as a registry holds it; `defineSource` makes it. */
export interface SourceDefinition extends PlainDefinition<undefined, BuiltSource>, SourceProperties {}

/** The sources that a spec may name. */
export type Sources = Definitions<SourceDefinition>

/** What defines a source. */
export interface Source<S extends object> extends PlainFacts<S>, Partial<SourceProperties> {
  /** Opens the source with these settings. */
  readonly read?: (settings: S) => FallibleTask<Opened>
}

/** The source with its settings, as a spec holds it. */
type Specify<S extends object> = (settings: S) => SourceSpec

/**
 * Defines a source in one place: its definition for registries, and the function that specs call. Without `use` the
 * function takes the settings as an object.
 *
 * @example
 * const circle = Data.defineSource({
 *   name: 'circle',
 *   summary: 'Points of the unit circle.',
 *   codec: Codecs.struct({ points: Codecs.integer({ minimum: 1 }) }),
 *   read: ({ points }) => async () => {
 *     const angles = Array.from({ length: points }, (_, i) => (2 * Math.PI * i) / points)
 *     const values = Float64Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]))
 *     return Either.right({ rows: Data.rowsFrom({ kind: 'tensors', length: points, sizes: [2], values }) })
 *   },
 * })
 * const registry = extend(library, { sources: [circle] })
 * const data = circle({ points: 500 })
 */
export function defineSource<S extends object>(
  source: Source<S>,
): Defined<(...settings: Arguments<S>) => SourceSpec, SourceDefinition>
export function defineSource<S extends object, Use extends object>(
  source: Source<S>,
  use: (specify: Specify<S>) => Use,
): Defined<Use, SourceDefinition>
export function defineSource<S extends object>(
  { codec, read, endings = [], isTable = false, readsFolders = false, begins, ...rest }: Source<S>,
  use?: (specify: Specify<S>) => object,
): Defined<object, SourceDefinition> {
  const definition = plainDefinition<S, undefined, BuiltSource>({
    ...rest,
    codec,
    build: (settings) => Either.right(read === undefined ? {} : { read: () => read(settings) }),
  })
  const specify = (settings: object = {}): SourceSpec => ({ source: rest.name, ...settings })
  return Object.assign(use === undefined ? specify : use(specify), {
    definition: { ...definition, endings, isTable, readsFolders, ...present({ begins }) },
  })
}

export const sourceCodec = (sources: Sources): Codec<SourceSpec> =>
  taggedCodec('source', 'a data source', sources, noNested)

/** The source of a spec, ready to be read, with its definition. */
export const buildSource = (
  sources: Sources,
  { source, ...settings }: SourceSpec,
): Fallible<{ readonly definition: SourceDefinition; readonly built: BuiltSource }> => {
  const definition = lookup(sources, source, 'data source')
  const built = definition.build(settings, undefined, { where: 'data', nested: noNested })
  return Either.isLeft(built) ? built : Either.right({ definition, built: built.right })
}

/** Whether a source has a setting of a name. */
export const hasSetting = ({ codec }: SourceDefinition, name: string): boolean => {
  const { schema } = codec(noNested)
  return 'properties' in schema && Object.hasOwn(schema.properties, name)
}

/** A source at a path, with the settings of another source that it has too: columns, label, missing. */
export const sourceAt = (definition: SourceDefinition, path: string, before?: SourceSpec): SourceSpec => {
  const { source: _, path: _path, ...settings } = before ?? { source: '' }
  const shared = Object.entries(settings).filter(([key]) => hasSetting(definition, key))
  return { ...Object.fromEntries(shared), source: definition.name, path }
}

/** The rows of chunks in memory as a stream. */
export const rowsFrom = (...chunks: ReadonlyArray<Chunk>): RowStream => ({
  length: chunks.reduce((sum, { length }) => sum + length, 0),
  chunks: (async function* () {
    yield* chunks
  })(),
})
