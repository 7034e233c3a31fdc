import { basename, resolve } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { RawDataset } from '../data/index.ts'
import type { FallibleTask } from '../data/files/index.ts'
import { onEngine } from '../node/engine.ts'
import type { Run } from '../node/index.ts'
import { openRunTask } from '../node/openRun.ts'
import { readRowsTask } from '../node/rows.ts'
import type { Destination } from '../node/writeFile.ts'
import { checkDestination } from '../node/writeFile.ts'
import type { NamedRows } from '../node/writers/index.ts'
import { writerFor } from '../node/writers/index.ts'
import { present } from '../tensor/present.ts'
import { chooseEngine } from './engine.ts'
import type { OutValues, RunValues } from './options.ts'
import { withStatusTask } from './status.ts'
import type { Terminal } from './terminal.ts'

const oldRunRemark = ({ path }: Run): string =>
  `${path} has the layout of an earlier version of isthmus; it is read as it is`

/** Opens the run that a command names on the engine that it chooses. */
export const openRun = (values: RunValues, terminal: Terminal): FallibleTask<Run> =>
  pipe(
    onEngine(() => chooseEngine(values, terminal)),
    TaskEither.flatMap((engine) => openRunTask(values.run, { layers: values.layers, engine })),
    TaskEither.tap((run) => {
      if (run.isOld) terminal.log(oldRunRemark(run))
      return TaskEither.right(undefined)
    }),
  )

/** Reads the rows that a command names. */
export const readRows = (run: Run, values: RunValues, terminal: Terminal): FallibleTask<RawDataset> => {
  const { path } = run.spec.data
  const name = values.data ?? (typeof path === 'string' ? basename(path) : run.spec.data.source)
  return pipe(
    withStatusTask(terminal, `reading ${name}`, readRowsTask(run, { ...values, onNotice: terminal.log })),
    TaskEither.tap((rows) =>
      pipe(
        TaskEither.fromEither(run.model.notices(rows)),
        TaskEither.map((notices) => notices.forEach((notice) => terminal.log(notice))),
      ),
    ),
  )
}

/** The path that a command writes to: by default one with the name of the run, which is replaced. */
export const destination = (
  { run, out, force }: RunValues & OutValues,
  what: string,
  takes: 'table' | 'tensor',
): FallibleTask<Destination> => {
  const chosen =
    out === undefined ? { path: `${basename(resolve(run))}-${what}.csv`, replace: true } : { path: out, replace: force }
  return pipe(
    TaskEither.fromEither(writerFor(chosen.path, takes)),
    TaskEither.flatMap(() => checkDestination(chosen)),
    TaskEither.map(() => chosen),
  )
}

/** A run, rows for it, and the path to write to. */
export interface Ready {
  readonly run: Run
  readonly rows: RawDataset
  readonly to: Destination
  /** How the rows are named in what is written. */
  readonly named: NamedRows
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The identifiers and labels of rows, under the names that they have in the data of the run. */
export const namedRows = ({ spec: { data } }: Run, { ids, labels }: RawDataset, { label }: RunValues): NamedRows =>
  present({ ids, labels, idName: textIn(data.id), labelName: label ?? textIn(data.label) })

/** A run, and the path to write to: wrong paths are refused before anything is read. */
export const runAndDestination = (
  values: RunValues & OutValues,
  terminal: Terminal,
  what: string,
  takes: 'table' | 'tensor',
): FallibleTask<Pick<Ready, 'run' | 'to'>> =>
  pipe(
    destination(values, what, takes),
    TaskEither.bindTo('to'),
    TaskEither.bind('run', () => openRun(values, terminal)),
  )

/** The rows of a run that was opened. */
export const withRows = (
  { run, to }: Pick<Ready, 'run' | 'to'>,
  values: RunValues,
  terminal: Terminal,
): FallibleTask<Ready> =>
  pipe(
    readRows(run, values, terminal),
    TaskEither.map((rows) => ({ run, to, rows, named: namedRows(run, rows, values) })),
  )

/** What every command needs that computes rows from rows. */
export const ready = (
  values: RunValues & OutValues,
  terminal: Terminal,
  what: string,
  takes: 'table' | 'tensor' = 'tensor',
): FallibleTask<Ready> =>
  pipe(
    runAndDestination(values, terminal, what, takes),
    TaskEither.flatMap((opened) => withRows(opened, values, terminal)),
  )
