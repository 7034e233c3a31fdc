import { count, flag, json, operand, words } from './parser.ts'
import { engineOptions } from './engine.ts'
import type { EngineValues } from './engine.ts'

const layers = words('--layers', 'FILE', 'Module (.ts or .js) with layers of your own: export const layers = […].')

/** The options of every command over a spec. */
export const specOptions = {
  spec: operand('SPEC', 'Spec: a .ts module with a default export, a .json file, or a run directory.'),
  layers,
}

/** The values of those options. */
export interface SpecValues {
  readonly spec: string
  readonly layers: string | undefined
}

/** The options of every command that uses a run. */
export const runOptions = {
  run: operand('RUN', 'Run directory that isthmus train wrote.'),
  data: words(
    '--data',
    'FILE',
    'File of any format with the columns of the training data (- for standard input); by default the data of the run.',
  ),
  layers,
  label: words('--label', 'COLUMN', 'Column of labels.'),
  id: words('--id', 'COLUMN', 'Column that names the rows; it is kept in what is written.'),
  rows: count('--rows', 'Reads only the first N rows.'),
  ...engineOptions,
  json,
}

/** The values of those options. */
export interface RunValues extends EngineValues {
  readonly run: string
  readonly data: string | undefined
  readonly layers: string | undefined
  readonly label: string | undefined
  readonly id: string | undefined
  readonly rows: number | undefined
  readonly json: boolean
}

/** The options of a command that writes a file. */
export const outOptions = (format: string) => ({
  out: words('--out', 'FILE', `File to write: ${format}; by default it has the name of the run and is replaced.`),
  force: flag('--force', 'Replaces the file if it exists.'),
})

/** The values of those options. */
export interface OutValues {
  readonly out: string | undefined
  readonly force: boolean
}
