import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import { take } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { load } from '../data/files/index.ts'
import { present } from '../tensor/present.ts'
import type { Run } from './openRun.ts'
import { locate } from './source.ts'

/** Which rows to read for a run. */
export interface RowsOptions {
  /** The path of a CSV file with the columns of the training data; the run's own data by default. */
  readonly data?: string | undefined
  /** The column of labels. */
  readonly label?: string | undefined
  /** Reads only the first rows. */
  readonly rows?: number | undefined
}

/** The run's own source, with other labels. */
const ownSource = ({ spec: { data } }: Run, label: string | undefined): Fallible<SourceSpec> => {
  if (label === undefined || data.source === 'csv') return Either.right({ ...data, ...present({ label }) })
  return failure({
    fault: 'wrong usage',
    where: '--label',
    expected: 'data with a column of labels',
    found: `the source "${data.source}", which has labels of its own`,
    remedy: 'leave the option out',
  })
}

/** A file in place of the run's own source: the columns of training, and the settings of the run's CSV file. */
const fileSource = ({ spec, model }: Run, path: string, label: string | undefined): SourceSpec => {
  const { path: _, label: trainedLabel, columns: _columns, source, rows: _rows, ...settings } = spec.data
  const { condition } = model.model
  const needsLabel = condition !== undefined && condition.spec.columns === undefined
  return {
    ...(source === 'csv' ? settings : {}),
    source: 'csv',
    path,
    ...present({ columns: model.trained.columns, label: label ?? (needsLabel ? trainedLabel : undefined) }),
  }
}

/** A source that stops after some rows. MNIST is read whole, as its test rows are wanted. */
const limited = (source: SourceSpec, rows: number | undefined): SourceSpec => {
  if (rows === undefined || source.source !== 'csv') return source
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
export const readRowsTask = (run: Run, { data, label, rows }: RowsOptions = {}): FallibleTask<RawDataset> =>
  pipe(
    TaskEither.fromEither(data === undefined ? ownSource(run, label) : Either.right(fileSource(run, data, label))),
    TaskEither.flatMap((source) =>
      data === undefined ? TaskEither.fromTask(() => locate(source, run.path)) : TaskEither.right(source),
    ),
    TaskEither.flatMap((source) => load(run.registry, limited(source, rows))),
    TaskEither.flatMapEither(({ data: all, test = all }) => run.model.check(take(test, rows ?? test.length))),
  )
