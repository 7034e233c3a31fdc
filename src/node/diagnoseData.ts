import { basename, dirname } from 'node:path'
import * as Either from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import { counted } from '../codec/index.ts'
import type { Dataset, RawDataset, SourceSpec } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { load, sourceForFile } from '../data/files/index.ts'
import type { ExperimentSpec, Registry } from '../format/index.ts'
import { applyAll, fit } from '../preprocessing/index.ts'
import type { LatentSpace, LatentSpaceOptions, Proposal } from '../tasks/index.ts'
import { latentSpaceOf, proposalFor } from '../tasks/index.ts'
import { draftExperiment, stepsFor } from './draft/draft.ts'
import { asNeeded, contentOf, specEnding, withMissing } from './newExperiment.ts'
import { relativeTo } from './source.ts'
import type { SourceSettings } from './summariseData.ts'
import type { Destination } from './writeFile.ts'
import { checkDestination, writeWhole } from './writeFile.ts'

export interface DiagnoseDataOptions extends LatentSpaceOptions {
  /** The settings of the source: label, id, columns to leave out. */
  readonly settings?: SourceSettings
  /** Where the proposed experiment is written, .ts or .json. */
  readonly out?: Destination
}

/** A diagnosis of rows, and the experiment that is proposed for them. */
export interface DataDiagnosis {
  readonly space: LatentSpace
  readonly proposal: Proposal
  readonly spec: ExperimentSpec
  /** The names of the columns as a model sees them, where there are any. */
  readonly columns?: ReadonlyArray<string>
  /** The file that the spec was written to. */
  readonly path?: string
  readonly notices: ReadonlyArray<string>
}

/** Rows as the model of a first experiment would see them. */
const seen = ({ steps }: Registry, data: RawDataset): Fallible<Dataset> =>
  pipe(
    fit(steps, stepsFor(data), data),
    Either.flatMap((fitted) => applyAll(steps, fitted, data, 'data')),
  )

const noteOf = (data: RawDataset, path: string, { reasons }: Proposal): string =>
  [`For ${counted(data.length, 'row')} of ${basename(path)}.`, ...reasons].join('\n// ')

const proposed = (
  registry: Registry,
  source: SourceSpec,
  data: RawDataset,
  folder: string,
  { code, hidden, isRobust }: Proposal,
): Fallible<ExperimentSpec> =>
  draftExperiment(registry, relativeTo(folder, asNeeded(source, data)), data, { choice: { code, hidden, isRobust } })

/**
 * Whether the rows of a file of any format are such as autoencoders assume, and an experiment for them: the size of its code, its
 * depth and its loss by what the rows show. With `out` it is written, ready to train.
 */
export const diagnoseDataTask = (
  registry: Registry,
  path: string,
  { settings = {}, out, ...options }: DiagnoseDataOptions = {},
): FallibleTask<DataDiagnosis> =>
  pipe(
    out === undefined
      ? TaskEither.right(undefined)
      : pipe(
          specEnding(out.path),
          TaskEither.flatMap(() => checkDestination(out)),
          TaskEither.map(() => undefined),
        ),
    TaskEither.flatMap(() => sourceForFile(registry, path)),
    TaskEither.map((source): SourceSpec => ({ ...withMissing(registry, source), ...settings })),
    TaskEither.bindTo('source'),
    TaskEither.bind('loaded', ({ source }) => load(registry, source)),
    TaskEither.bind('rows', ({ loaded }) => TaskEither.fromEither(seen(registry, loaded.data))),
    TaskEither.bind('space', ({ rows }) => TaskEither.fromEither(latentSpaceOf(rows, options))),
    TaskEither.let('proposal', ({ space }) => proposalFor(space)),
    TaskEither.bind('spec', ({ source, loaded: { data }, proposal }) =>
      TaskEither.fromEither(proposed(registry, source, data, out === undefined ? '.' : dirname(out.path), proposal)),
    ),
    TaskEither.tap(({ spec, proposal, loaded: { data } }) =>
      out === undefined
        ? TaskEither.right('')
        : writeWhole(out, contentOf(registry, out.path, spec, noteOf(data, path, proposal))),
    ),
    TaskEither.map(({ space, proposal, spec, rows, loaded: { notices } }) => ({
      space,
      proposal,
      spec,
      notices,
      ...(rows.columns === undefined ? {} : { columns: rows.columns }),
      ...(out === undefined ? {} : { path: out.path }),
    })),
  )
