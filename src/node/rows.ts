import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { RawDataset, SourceSpec, TableSettings, WindowSettings } from '../data/index.ts'
import { hasSetting, take } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { sourceForFile } from '../data/files/index.ts'
import type { StepSpec } from '../preprocessing/index.ts'
import { lookup } from '../registry/index.ts'
import { present } from '../tensor/present.ts'
import type { Run } from './openRun.ts'
import { loadSources } from './loadSources.ts'
import { locate, locateSources } from './source.ts'

/** Which rows to read for a run. */
export interface RowsOptions {
  /** The path of a file of any format with the columns of the training data; the run's own data by default. */
  readonly data?: string | undefined
  /** The path of a CSV file with the target of each row of `data`; that of the run's own data by default. */
  readonly target?: string | undefined
  /** The column of labels. */
  readonly label?: string | undefined
  /** The column that names the rows. */
  readonly id?: string | undefined
  /** Reads only the first rows. */
  readonly rows?: number | undefined
  /** Receives how the rows were read: what was recognised, left out or put in order. */
  readonly onNotice?: ((notice: string) => void) | undefined
}

/** The run's own source, with other labels or names of rows. */
const ownSource = ({ spec: { data }, registry }: Run, { label, id }: RowsOptions): Fallible<SourceSpec> => {
  const settings = present({ label, id })
  const definition = lookup(registry.sources, data.source, 'data source')
  const unknown = Object.keys(settings).find((key) => !hasSetting(definition, key))
  if (unknown === undefined) return Either.right({ ...data, ...settings })
  return failure({
    fault: 'wrong usage',
    where: `--${unknown}`,
    expected: 'data with a column of labels',
    found: `the source "${data.source}", which has labels of its own`,
    remedy: 'leave the option out',
  })
}

/** The columns of a series whose windows have these entries: those of the first point, `load.0`. */
const seriesColumns = (entries: ReadonlyArray<string>, { length }: WindowSettings): ReadonlyArray<string> =>
  entries.slice(0, entries.length / length).map((name) => name.replace(/\.0$/, ''))

/** The settings that columns of training have in another file: what they hold, and by which names they are found. */
const columnsOfTraining = ({
  model: { trained },
  spec: { windows },
}: Run): Pick<TableSettings, 'columns' | 'schema'> => {
  const { columns, schema } = trained
  if (windows !== undefined) return present({ columns: columns && seriesColumns(columns, windows) })
  return schema === undefined ? present({ columns }) : { schema }
}

/** A file in place of the run's own source: the columns of training, and the settings of the run's source. */
const fileSource = (run: Run, path: string, { label, id }: RowsOptions): FallibleTask<SourceSpec> => {
  const { label: trainedLabel, rows: _rows, columns: _columns, ...settings } = run.spec.data
  const { condition } = run.model.model
  const needsLabel =
    condition !== undefined && condition.spec.columns === undefined && settings['condition'] === undefined
  const known = {
    ...settings,
    ...(settings['schema'] === undefined ? columnsOfTraining(run) : {}),
    ...present({ label: label ?? (needsLabel ? trainedLabel : undefined), id: id ?? settings['id'] }),
  }
  return sourceForFile(run.registry, path, known)
}

/** Whether a step has a place for categories that training did not have. */
const unseenOf = ({ registry, spec: { preprocessing = [] } }: Run): 'other' | 'refuse' => {
  const hasOther = ({ step, other }: StepSpec): boolean => {
    const { schema } = lookup(registry.steps, step, 'preprocessing step').codec({})
    return other !== false && 'properties' in schema && Object.hasOwn(schema.properties, 'other')
  }
  return preprocessing.some(hasOther) ? 'other' : 'refuse'
}

/** A source that stops after some rows. One with test rows of its own is read whole, as those are wanted. */
const limited = ({ registry }: Run, source: SourceSpec, rows: number | undefined): SourceSpec => {
  if (rows === undefined || !lookup(registry.sources, source.source, 'data source').isTable) return source
  const { rows: own = rows } = source
  return { ...source, rows: typeof own === 'number' ? Math.min(own, rows) : rows }
}

/** Reads the data of a run, with its target, from where they were when the run was trained. */
export const loadOwn = ({ path, spec, registry }: Run): FallibleTask<Loaded> =>
  pipe(
    TaskEither.fromTask(() => locateSources(spec, path)),
    TaskEither.flatMap((sources) => loadSources(registry, sources)),
  )

/** A target in place of the run's own: a CSV file with the settings of the target that the run was trained with. */
const targetSource = ({ spec: { target } }: Run, path: string): SourceSpec => {
  const { path: _, rows: _rows, ...settings } = target?.source === 'csv' ? target : { source: 'csv' }
  return { ...settings, source: 'csv', path }
}

/** The source of the target of some rows: the run's own data has its own. Rows of a file need none to be encoded. */
const targetFor = (run: Run, { data, target }: RowsOptions): FallibleTask<SourceSpec | undefined> => {
  const own = run.spec.target
  if (target !== undefined) return TaskEither.right(targetSource(run, target))
  return data === undefined && own !== undefined
    ? TaskEither.fromTask(() => locate(own, run.path))
    : TaskEither.right(undefined)
}

/** The source of rows for a run, with a path that the working directory leads to. */
export const sourceOfRows = (run: Run, options: RowsOptions = {}): FallibleTask<SourceSpec> =>
  pipe(
    options.data === undefined
      ? TaskEither.fromEither(ownSource(run, options))
      : fileSource(run, options.data, options),
    TaskEither.flatMap((source) =>
      options.data === undefined ? TaskEither.fromTask(() => locate(source, run.path)) : TaskEither.right(source),
    ),
    TaskEither.map((source) => limited(run, source, options.rows)),
  )

/** Reads rows for a run in the units of the file, of windows where the options say how to cut them. */
const loadFor = (run: Run, options: RowsOptions, windows: WindowSettings | undefined): FallibleTask<RawDataset> => {
  const { rows, onNotice } = options
  return pipe(
    sourceOfRows(run, options),
    TaskEither.bindTo('source'),
    TaskEither.bind('target', () => targetFor(run, options)),
    TaskEither.flatMap(({ source, target }) =>
      loadSources(
        run.registry,
        { data: source, ...present({ windows, target: target && limited(run, target, rows) }) },
        { unseen: unseenOf(run) },
      ),
    ),
    TaskEither.tapIO(
      ({ notices }) =>
        () =>
          notices.forEach((notice) => onNotice?.(notice)),
    ),
    TaskEither.map(({ data: all, test = all }) => take(test, rows ?? test.length)),
  )
}

/** Reads rows for a run, checked against its model, in the units of the file; test rows where the source has them. */
export const readRowsTask = (run: Run, options: RowsOptions = {}): FallibleTask<RawDataset> =>
  pipe(
    loadFor(run, options, run.spec.windows),
    TaskEither.flatMapEither((rows) => run.model.check(rows)),
  )

/** Reads the points of a series for a run of windows, in the units of the file. */
export const readPointsTask = (run: Run, options: RowsOptions = {}): FallibleTask<RawDataset> =>
  loadFor(run, options, undefined)
