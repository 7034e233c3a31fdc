import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipe } from 'fp-ts/lib/function.js'
import * as TaskEither from 'fp-ts/lib/TaskEither.js'
import type { FallibleTask } from '../../data/files/index.ts'
import { library } from '../../format/index.ts'
import { diagnoseDataTask } from '../../node/diagnoseData.ts'
import { diagnoseRunTask } from '../../node/diagnoseRun.ts'
import { readDiagnoses } from '../../node/diagnosesFile.ts'
import { present } from '../../tensor/present.ts'
import { dataOutput, runOutput } from '../diagnosis.ts'
import { fileOptions, settingsOf } from '../fileOptions.ts'
import type { OutValues, RunValues } from '../options.ts'
import { runOptions } from '../options.ts'
import { command, count, flag, operand, words } from '../parser.ts'
import { openRun } from '../run.ts'
import { withStatusTask } from '../status.ts'
import type { Output, Terminal } from '../terminal.ts'

interface Values extends RunValues, OutValues {
  readonly exclude: string | undefined
  readonly settings: string | undefined
  readonly diagnoses: string | undefined
  readonly seed: number | undefined
  readonly strict: boolean
  readonly verbose: boolean
}

/** Whether a path is a run: a folder with run.json, or one that is not there at all, which opening a run will say. */
const isRun = async (path: string): Promise<boolean> => {
  try {
    return (await stat(join(path, 'run.json'))).isFile()
  } catch {
    return false
  }
}

const diagnoseRun = (values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { data, target, label, id, rows, seed } = values
  return pipe(
    readDiagnoses(values.diagnoses),
    TaskEither.bindTo('diagnoses'),
    TaskEither.bind('run', () => openRun(values, terminal)),
    TaskEither.flatMap(({ run, diagnoses }) =>
      withStatusTask(
        terminal,
        'diagnosing',
        diagnoseRunTask(run, {
          ...present({ data, target, label, id, rows, seed }),
          diagnoses,
          onNotice: terminal.log,
        }),
      ),
    ),
    TaskEither.map((report) => runOutput(report, values)),
  )
}

const diagnoseData = (values: Values, terminal: Terminal): FallibleTask<Output> => {
  const { run: file, out, force, seed } = values
  return pipe(
    withStatusTask(
      terminal,
      'diagnosing',
      diagnoseDataTask(library, file, {
        settings: settingsOf({ ...values, file }),
        ...present({ seed, out: out === undefined ? undefined : { path: out, replace: force } }),
      }),
    ),
    TaskEither.map((diagnosis) => {
      diagnosis.notices.forEach((notice) => terminal.log(notice))
      return dataOutput(diagnosis, values)
    }),
  )
}

const diagnose = (values: Values, terminal: Terminal): FallibleTask<Output> =>
  pipe(
    TaskEither.fromTask(() => isRun(values.run)),
    TaskEither.flatMap((run) => (run ? diagnoseRun(values, terminal) : diagnoseData(values, terminal))),
  )

export const diagnoseCommand = command(
  [
    'isthmus diagnose runs/vae',
    'isthmus diagnose runs/vae --strict --json',
    'isthmus diagnose people.csv --label sold --out people.ts',
  ],
  {
    ...runOptions,
    run: operand('RUN|FILE', 'Run directory that isthmus train wrote, or a file of data of any format.'),
    data: words(
      '--data',
      'FILE',
      'Of a run: file with rows that it was not trained on; by default those that it held out.',
    ),
    exclude: fileOptions.exclude,
    settings: fileOptions.settings,
    out: words('--out', 'FILE', 'Of data: write the proposed experiment to this file, .ts or .json.'),
    force: flag('--force', 'Replaces that file if it exists.'),
    diagnoses: words(
      '--diagnoses',
      'FILE',
      'Module (.ts or .js) with diagnoses of your own: export const diagnoses = […].',
    ),
    seed: count('--seed', 'Seed of the samples of rows; 0 by default.', { min: 0 }),
    strict: flag('--strict', 'End with exit code 1 where anything is found, for tests in CI.'),
    verbose: flag('--verbose', 'Also say which diagnoses do not apply, and why.'),
  },
  diagnose,
)
