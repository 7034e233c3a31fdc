import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { decode, struct } from '../../codec/index.ts'
import { lookup } from '../../registry/index.ts'
import { present } from '../../tensor/present.ts'
import type { RowStream } from '../chunk.ts'
import { collect } from '../collect.ts'
import type { RawDataset } from '../dataset.ts'
import type { Opened, Sources, SourceSpec, TableSettings } from '../sources/index.ts'
import { buildSource, tableFields } from '../sources/index.ts'
import type { Collected, CollectSettings } from '../table/index.ts'
import type { FallibleTask } from '../task.ts'
import { shardsOf } from './paths.ts'
import { readers } from './readers.ts'
import { openShards } from './shards.ts'

/** Rows, and a test set where the source has one of its own. */
export interface Loaded {
  readonly data: RawDataset
  readonly test?: RawDataset
  /** What is to be said of how they were read. */
  readonly notices: ReadonlyArray<string>
}

/** What has the sources that a spec may name: a registry. */
export interface HasSources {
  readonly sources: Sources
}

/** Opens a source of one file, by the reading of its definition or the reader of its name. */
const openOne = ({ sources }: HasSources, spec: SourceSpec): FallibleTask<Opened> =>
  pipe(
    TaskEither.fromEither(buildSource(sources, spec)),
    TaskEither.flatMap(({ built }) => {
      const { source, ...settings } = spec
      const reader = readers[source]
      if (built.read !== undefined) return built.read()
      if (reader === undefined) throw new Error(`no reader for the source "${source}"`)
      return reader(settings)
    }),
  )

/**
 * Opens a source. Paths start at the working directory; one that is a folder or a pattern (`part-*.csv`) means the files in it,
 * one after the other.
 */
export const openSource = (registry: HasSources, spec: SourceSpec): FallibleTask<Opened> => {
  const { path } = spec
  const { endings, readsFolders } = lookup(registry.sources, spec.source, 'data source')
  if (typeof path !== 'string' || path === '-' || endings.length === 0 || readsFolders) return openOne(registry, spec)
  return pipe(
    TaskEither.fromTask(() => shardsOf(path, endings)),
    TaskEither.flatMap((paths) => openShards(path, paths, (one) => openOne(registry, { ...spec, path: one }))),
  )
}

const tableCodec = struct({}, tableFields)

/** The settings of a source that are those of tables. */
export const tableSettings = (spec: SourceSpec): Fallible<TableSettings> => {
  const own = Object.entries(spec).filter(([key]) => Object.hasOwn(tableFields, key))
  return decode(tableCodec, Object.fromEntries(own), 'data')
}

/** How faults name a source: by its path, where it has one. */
export const nameOf = ({ source, path }: SourceSpec): string =>
  typeof path === 'string' ? path : `the source "${source}"`

/** How a source is read beside its own settings. */
export type LoadOptions = Pick<CollectSettings, 'unseen'>

const collected =
  (rows: RowStream, settings: CollectSettings, where: string): FallibleTask<Collected> =>
  () =>
    collect(rows, settings, where)

/** Reads all rows of a source into memory; paths start at the working directory. */
export const load = (registry: HasSources, spec: SourceSpec, options: LoadOptions = {}): FallibleTask<Loaded> =>
  pipe(
    TaskEither.fromEither(tableSettings(spec)),
    TaskEither.map((settings): CollectSettings => ({ ...settings, ...options })),
    TaskEither.bindTo('settings'),
    TaskEither.bind('opened', () => openSource(registry, spec)),
    TaskEither.bind('data', ({ opened, settings }) => collected(opened.rows, settings, nameOf(spec))),
    TaskEither.bind('test', ({ opened, settings: { rows: _, ...settings } }): FallibleTask<Collected | undefined> =>
      opened.test === undefined
        ? TaskEither.right(undefined)
        : collected(opened.test, settings, `${nameOf(spec)}, test rows`),
    ),
    TaskEither.map(({ opened, data, test }) => ({
      data: data.data,
      ...present({ test: test?.data }),
      notices: [...(opened.notices ?? []), ...data.notices, ...(test?.notices ?? [])],
    })),
  )
