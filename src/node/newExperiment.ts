import { basename, dirname, extname } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import { counted, failure } from '../codec/index.ts'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { load, sourceForFile } from '../data/files/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { encodeSpec } from '../format/index.ts'
import type { Purpose } from './draft/draft.ts'
import { draftExperiment } from './draft/draft.ts'
import { draftText } from './draft/typescript.ts'
import { relativeTo } from './source.ts'
import type { SourceSettings } from './summariseData.ts'
import type { Destination } from './writeFile.ts'
import { checkDestination, writeWhole } from './writeFile.ts'

/** A first experiment, written to a file. */
export interface NewExperiment {
  readonly path: string
  readonly spec: ExperimentSpec
  readonly notices: ReadonlyArray<string>
}

/** A source whose missing cells are left out of the loss, where it is a table. */
export const withMissing = ({ sources }: Registry, source: SourceSpec): SourceSpec =>
  sources[source.source]?.isTable === true ? { ...source, missing: 'mask' } : source

/** The source without the setting for missing cells, where there are none. */
export const asNeeded = ({ missing, ...source }: SourceSpec, { mask }: RawDataset): SourceSpec =>
  mask === undefined || missing === undefined
    ? { ...source, source: source.source }
    : { ...source, source: source.source, missing }

/** An experiment as the text of a file, TypeScript or JSON by its ending; `note` is a comment in the first. */
export const contentOf = (registry: Registry, path: string, spec: ExperimentSpec, note: string): string =>
  extname(path) === '.json'
    ? `${JSON.stringify(encodeSpec(registry, { kind: 'experiment', ...spec }), null, 2)}\n`
    : draftText(spec, note)

/** Refuses a file that ends neither in .ts nor in .json. */
export const specEnding = (path: string): FallibleTask<void> =>
  ['.ts', '.json'].includes(extname(path))
    ? TaskEither.right(undefined)
    : TaskEither.fromEither(
        failure({
          fault: 'wrong usage',
          where: '--out',
          expected: 'a file that ends in .ts or .json',
          found: path,
        }),
      )

/**
 * Writes a first experiment for a file of data, as TypeScript or as JSON by the ending of `out`: preprocessing and losses by
 * what its columns hold. It trains as it is.
 */
export const newExperimentTask = (
  registry: Registry,
  path: string,
  destination: Destination,
  settings: SourceSettings = {},
  purpose: Purpose = 'codes',
): FallibleTask<NewExperiment> =>
  pipe(
    specEnding(destination.path),
    TaskEither.flatMap(() => checkDestination(destination)),
    TaskEither.flatMap(() => sourceForFile(registry, path)),
    TaskEither.map((source): SourceSpec => ({ ...withMissing(registry, source), ...settings })),
    TaskEither.bindTo('source'),
    TaskEither.bind('loaded', ({ source }) => load(registry, source)),
    TaskEither.bind('spec', ({ source, loaded: { data } }) =>
      TaskEither.fromEither(
        draftExperiment(registry, relativeTo(dirname(destination.path), asNeeded(source, data)), data, { purpose }),
      ),
    ),
    TaskEither.bind('path', ({ spec, loaded: { data } }) =>
      writeWhole(
        destination,
        contentOf(
          registry,
          destination.path,
          spec,
          `A first experiment on ${counted(data.length, 'row')} of ${basename(path)}.`,
        ),
      ),
    ),
    TaskEither.map(({ path: written, spec, loaded: { notices } }) => ({ path: written, spec, notices })),
  )
