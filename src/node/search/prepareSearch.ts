import { resolve } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../../codec/index.ts'
import { isPlain } from '../../codec/index.ts'
import type { FallibleTask } from '../../data/files/index.ts'
import type { Engine } from '../../engines/index.ts'
import type { ExperimentSpec } from '../../format/index.ts'
import { encodeSpec } from '../../format/index.ts'
import type { Candidate, Planned, SearchOptions, Space, TrialSettings } from '../../search/index.ts'
import { checkSpace, decodeSpace, planSearch, trainingLength } from '../../search/index.ts'
import { present } from '../../tensor/present.ts'
import { experimentOf } from '../experiment.ts'
import type { ExperimentRows } from '../experimentRows.ts'
import { experimentRows } from '../experimentRows.ts'
import type { SourceSpecs } from '../source.ts'
import { relativeSources } from '../source.ts'
import { sourcesOf, withSource } from '../train.ts'
import type { SpaceSource } from './readSpace.ts'

/** What names the data of a search, where that is not the space. */
export interface SearchData {
  /** The path of a file of any format: replaces the path of the space’s data and keeps its other settings. */
  readonly data?: string | undefined
  /** The column of labels of `data`. */
  readonly label?: string | undefined
}

/** Everything that a search takes before its first trial. */
export interface Prepared extends Planned {
  readonly source: SpaceSource
  readonly sources: SourceSpecs
  readonly given: ExperimentRows
  readonly settings: TrialSettings
}

/** The number of rows that defaults take where it is not known. */
const unknownLength = 1_000_000

/** The body of a space without its envelope. */
const bodyOf = ({ file }: Space) => {
  const { isthmus: _, kind: _kind, $schema: _schema, ...body } = file
  return body
}

/** The space with the data that was found; an autoencoder with the defaults of its training. */
const completed = (
  { registry, space }: SpaceSource,
  experiment: ExperimentSpec,
  sources: SourceSpecs,
): Fallible<Space> => {
  const body = bodyOf(space)
  if (space.kind === 'experiment') return decodeSpace({ isthmus: 1, kind: 'space', ...body, ...sources })
  const encoded = encodeSpec(registry, { kind: 'experiment', ...experiment })
  const training = isPlain(encoded) ? encoded : {}
  return decodeSpace({ ...training, isthmus: 1, kind: 'space', model: body, ...sources })
}

/** The experiment of a valid spec of the space, with the data that the options name. */
const exampleOf = (
  source: SpaceSource,
  { spec, model }: Candidate,
  options: SearchData & Pick<SearchOptions, 'epochs'>,
  rows: number,
) => {
  const file = { ...source, spec }
  return pipe(
    withSource(file, options),
    TaskEither.flatMapEither((found) => experimentOf(file, model, found, rows)),
  )
}

/** Checks the space, reads its data, and decides how it is searched: all that can be wrong is said before the first trial. */
export const prepareSearch = (
  source: SpaceSource,
  engine: Engine,
  options: SearchOptions & SearchData,
): FallibleTask<Prepared> => {
  const { registry, folder } = source
  const start: TrialSettings = { registry, rows: 1, ...present({ epochs: options.epochs }) }
  return pipe(
    TaskEither.fromEither(checkSpace(start, source.space)),
    TaskEither.bindTo('early'),
    TaskEither.bind('experiment', ({ early }) => exampleOf(source, early.example, options, unknownLength)),
    TaskEither.bind('sources', ({ experiment }) => TaskEither.fromTask(() => sourcesOf(experiment, options, folder))),
    TaskEither.bind('given', ({ sources, experiment }) => experimentRows(registry, sources, experiment.stream)),
    TaskEither.bind('known', ({ early, given }) =>
      exampleOf(source, early.example, options, given.length ?? unknownLength),
    ),
    TaskEither.bind('space', ({ known, sources }) => TaskEither.fromEither(completed(source, known, sources))),
    TaskEither.let('settings', ({ given, early }): TrialSettings => ({
      ...start,
      rows: trainingLength(given.length ?? unknownLength, early.example),
    })),
    TaskEither.bind('planned', ({ space, settings }) =>
      TaskEither.fromEither(planSearch(space, settings, options, engine)),
    ),
    TaskEither.map(({ planned, sources, given, settings, space }) => ({
      ...planned,
      source: { ...source, space },
      sources,
      given,
      settings,
    })),
  )
}

/** A spec of the space as a file in a folder holds it. */
export const specFileIn = (
  folder: string,
  { registry }: Pick<SpaceSource, 'registry'>,
  { spec }: Candidate,
): Fallible<string> => {
  const placed = spec.kind === 'experiment' ? { ...spec, ...relativeSources(resolve(folder), spec) } : spec
  return Either.right(`${JSON.stringify(encodeSpec(registry, placed), null, 2)}\n`)
}
