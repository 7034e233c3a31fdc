import { pipe } from 'fp-ts/lib/function.js'
import * as Either from 'fp-ts/lib/Either.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { Fallible } from '../codec/index.ts'
import { failure } from '../codec/index.ts'
import type { RawDataset, SourceSpec } from '../data/index.ts'
import { take } from '../data/index.ts'
import type { FallibleTask, Loaded } from '../data/files/index.ts'
import { present } from '../tensor/present.ts'
import type { Run } from './openRun.ts'
import { loadSources } from './loadSources.ts'
import { locate, locateSources } from './source.ts'

/** Which rows to read for a run. */
export interface RowsOptions {
  /** The path of a CSV file with the columns of the training data; the run's own data by default. */
  readonly data?: string | undefined
  /** The path of a CSV file with the target of each row of `data`; that of the run's own data by default. */
  readonly target?: string | undefined
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

/** Reads rows for a run, checked against its model, in the units of the file; test rows where the source has them. */
export const readRowsTask = (run: Run, options: RowsOptions = {}): FallibleTask<RawDataset> => {
  const { data, label, rows } = options
  return pipe(
    TaskEither.fromEither(data === undefined ? ownSource(run, label) : Either.right(fileSource(run, data, label))),
    TaskEither.flatMap((source) =>
      data === undefined ? TaskEither.fromTask(() => locate(source, run.path)) : TaskEither.right(source),
    ),
    TaskEither.bindTo('source'),
    TaskEither.bind('target', () => targetFor(run, options)),
    TaskEither.flatMap(({ source, target }) =>
      loadSources(run.registry, {
        data: limited(source, rows),
        ...present({ target: target === undefined ? undefined : limited(target, rows) }),
      }),
    ),
    TaskEither.flatMapEither(({ data: all, test = all }) => run.model.check(take(test, rows ?? test.length))),
  )
}
