import { stat } from 'node:fs/promises'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import type { DatasetStream, Opened, RowStream, SourceSpec, SourceStream } from '../data/index.ts'
import { streamSource, zipTarget } from '../data/index.ts'
import type { FallibleTask, HasSources } from '../data/files/index.ts'
import { nameOf, openSource, tableSettings } from '../data/files/index.ts'
import { collect } from '../data/collect.ts'
import type { AnyRows } from '../fitted/index.ts'
import { present } from '../tensor/present.ts'
import { product } from '../tensor/shape.ts'
import { loadSources } from './loadSources.ts'
import type { SourceSpecs } from './source.ts'
import { pathOf } from './source.ts'

/** Rows whose numbers take more than so many bytes in float32 are streamed, where a spec does not say whether. */
const mostBytes = 2 ** 30

/** The rows of an experiment. */
export interface ExperimentRows {
  readonly rows: AnyRows
  /** The number of rows, where it is known before they are read. */
  readonly length?: number
  readonly isStreamed: boolean
  readonly notices: ReadonlyArray<string>
}

/** How many numbers a row has, by the first chunk; closes what was opened. What cannot be read is for others to say. */
const widthOf = async (rows: RowStream | undefined): Promise<number> => {
  try {
    for await (const chunk of rows?.chunks ?? []) {
      if (chunk.kind === 'table') return chunk.columns.length
      return chunk.kind === 'sparse' ? chunk.width : product(chunk.sizes)
    }
  } catch {
    return 0
  }
  return 0
}

/** The size of the file of a source; 0 where it is not one file. */
const fileSize = async (spec: SourceSpec): Promise<number> => {
  const path = pathOf(spec)
  if (path === undefined) return 0
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}

/**
 * Whether the numbers of a source are too many for memory: by the number of rows where it is known, else by the size of
 * the file.
 */
const isLarge = async (spec: SourceSpec, { length }: RowStream, width: number): Promise<boolean> =>
  length === undefined ? (await fileSize(spec)) > mostBytes : 4 * length * width > mostBytes

const streamed = (registry: HasSources, spec: SourceSpec): FallibleTask<SourceStream> => {
  const reopen = async (): Promise<Fallible<RowStream>> =>
    pipe(
      await openSource(registry, spec)(),
      Either.map(({ rows }) => rows),
    )
  return pipe(
    TaskEither.fromEither(tableSettings(spec)),
    TaskEither.flatMap((settings) => () => streamSource(reopen, settings, nameOf(spec))),
  )
}

const withTargetStream = (
  registry: HasSources,
  rows: DatasetStream,
  target: SourceSpec | undefined,
): FallibleTask<DatasetStream> =>
  target === undefined
    ? TaskEither.right(rows)
    : pipe(
        streamed(registry, target),
        TaskEither.map(({ stream }) => zipTarget(rows, stream)),
      )

/** The test rows of a source that has some of its own, in memory. */
const testOf = (spec: SourceSpec, { test }: Opened) =>
  test === undefined
    ? TaskEither.right(undefined)
    : pipe(
        TaskEither.fromEither(tableSettings(spec)),
        TaskEither.flatMap(
          ({ rows: _, ...settings }) =>
            () =>
              collect(test, settings, `${nameOf(spec)}, test rows`),
        ),
        TaskEither.map(({ data }) => data),
      )

const streamedRows = (
  registry: HasSources,
  { data, target }: SourceSpecs,
  opened: Opened,
): FallibleTask<ExperimentRows> =>
  pipe(
    streamed(registry, data),
    TaskEither.bindTo('source'),
    TaskEither.bind('stream', ({ source }) => withTargetStream(registry, source.stream, target)),
    // Test rows have no target of their own in a stream.
    TaskEither.bind('test', () => (target === undefined ? testOf(data, opened) : TaskEither.right(undefined))),
    TaskEither.map(({ source, stream, test }) => ({
      rows: { stream, ...present({ test }) },
      isStreamed: true,
      notices: [...(opened.notices ?? []), ...source.notices],
      ...present({ length: opened.rows.length }),
    })),
  )

const inMemory = (registry: HasSources, sources: SourceSpecs): FallibleTask<ExperimentRows> =>
  pipe(
    loadSources(registry, sources),
    TaskEither.map(({ notices, ...rows }) => ({ rows, length: rows.data.length, isStreamed: false, notices })),
  )

/**
 * The rows of an experiment: in memory, or as a stream if the spec says `stream: true`, or says nothing and their numbers
 * take more than 1 GB.
 */
export const experimentRows = (
  registry: HasSources,
  sources: SourceSpecs,
  stream: boolean | undefined,
): FallibleTask<ExperimentRows> => {
  if (stream === false || sources.windows !== undefined) return inMemory(registry, sources)
  return pipe(
    openSource(registry, sources.data),
    TaskEither.bindTo('opened'),
    TaskEither.bind('isStreamed', ({ opened }) =>
      TaskEither.fromTask(async () => {
        const width = await widthOf(opened.rows)
        const streams = stream ?? (await isLarge(sources.data, opened.rows, width))
        if (!streams || sources.target !== undefined) await widthOf(opened.test)
        return streams
      }),
    ),
    TaskEither.flatMap(({ opened, isStreamed }) =>
      isStreamed ? streamedRows(registry, sources, opened) : inMemory(registry, sources),
    ),
  )
}
