import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { RawDataset, SourceSpec, TableSettings } from '../data/index.ts'
import { hasSetting, take } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { load, sourceForFile } from '../data/files/index.ts'
import type { StepSpec } from '../preprocessing/index.ts'
import { lookup } from '../registry/index.ts'
import { present } from '../tensor/present.ts'
import type { Run } from './openRun.ts'
import { locate } from './source.ts'

/** Which rows to read for a run. */
export interface RowsOptions {
  /** The path of a file of any format with the columns of the training data; the run's own data by default. */
  readonly data?: string | undefined
  /** The column of labels. */
  readonly label?: string | undefined
  /** The column that names the rows. */
  readonly id?: string | undefined
  /** Reads only the first rows. */
  readonly rows?: number | undefined
  /** Is told how the rows were read: what was recognised, left out or put in order. */
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

/** The settings that columns of training have in another file: what they hold, and by which names they are found. */
const columnsOfTraining = ({ model: { trained } }: Run): Pick<TableSettings, 'columns' | 'schema'> => {
  const { columns, schema } = trained
  return schema === undefined ? present({ columns }) : { schema }
}

/** A file in place of the run's own source: the columns of training, and the settings of the run's source. */
const fileSource = (run: Run, path: string, { label, id }: RowsOptions): FallibleTask<SourceSpec> => {
  const { label: trainedLabel, rows: _rows, columns: _columns, exclude: _exclude, ...settings } = run.spec.data
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

/** Reads the data of a run, from where it was when the run was trained. */
export const loadOwn = ({ path, spec, registry }: Run): FallibleTask<Loaded> =>
  pipe(
    TaskEither.fromTask(() => locate(spec.data, path)),
    TaskEither.flatMap((source) => load(registry, source)),
  )

/** Reads rows for a run, checked against its model, in the units of the file; test rows where the source has them. */
export const readRowsTask = (run: Run, options: RowsOptions = {}): FallibleTask<RawDataset> => {
  const { data, rows, onNotice } = options
  return pipe(
    data === undefined ? TaskEither.fromEither(ownSource(run, options)) : fileSource(run, data, options),
    TaskEither.flatMap((source) =>
      data === undefined ? TaskEither.fromTask(() => locate(source, run.path)) : TaskEither.right(source),
    ),
    TaskEither.flatMap((source) => load(run.registry, limited(run, source, rows), { unseen: unseenOf(run) })),
    TaskEither.tapIO(
      ({ notices }) =>
        () =>
          notices.forEach((notice) => onNotice?.(notice)),
    ),
    TaskEither.flatMapEither(({ data: all, test = all }) => run.model.check(take(test, rows ?? test.length))),
  )
}
