import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { failure } from '../codec/index.ts'
import type { DataSummary, SourceSpec } from '../data/index.ts'
import { summarise } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { attempt, nameOf, openSource, sourceForFile, tableSettings } from '../data/files/index.ts'
import type { Registry } from '../format/index.ts'

/** What a file holds, and how it was read. */
export interface DataReport {
  /** The source that reads the file, as a spec would name it. */
  readonly source: SourceSpec
  readonly summary: DataSummary
  /** What was recognised: the delimiter, a missing header line. */
  readonly notices: ReadonlyArray<string>
}

/** The settings of a source that a person may say of a file. */
export type SourceSettings = Readonly<Record<string, unknown>>

const noRows = (where: string) =>
  failure({ fault: 'empty file', where, expected: 'rows', found: 'none', remedy: 'check that this is the right file' })

/** Summarises the rows of a source in one pass; paths start at the working directory. */
export const summariseSourceTask = (registry: Registry, source: SourceSpec): FallibleTask<DataReport> =>
  pipe(
    TaskEither.fromEither(tableSettings(source)),
    TaskEither.bindTo('settings'),
    TaskEither.bind('opened', () => openSource(registry, source)),
    TaskEither.bind('summary', ({ opened, settings }) =>
      attempt(nameOf(source), 'rows', () => summarise(opened.rows, settings)),
    ),
    TaskEither.flatMapEither(({ opened, summary }) =>
      summary === undefined ? noRows(nameOf(source)) : Either.right({ source, summary, notices: opened.notices ?? [] }),
    ),
  )

/** Summarises a file of any format, which its name or its first bytes tell. */
export const summariseFileTask = (
  registry: Registry,
  path: string,
  settings: SourceSettings = {},
): FallibleTask<DataReport> =>
  pipe(
    sourceForFile(registry, path),
    TaskEither.flatMap((source) => summariseSourceTask(registry, { ...source, ...settings })),
  )
