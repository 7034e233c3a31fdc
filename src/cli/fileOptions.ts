import { present } from '../tensor/present.ts'
import { count, operand, words } from './parser.ts'

/** The options of every command over a file of data. */
export const fileOptions = {
  file: operand('FILE', 'File, folder or pattern (*) of data: CSV, Parquet, NumPy, images, … ; - is standard input.'),
  label: words('--label', 'COLUMN', 'Column of labels.'),
  id: words('--id', 'COLUMN', 'Column that names the rows.'),
  exclude: words('--exclude', 'COLUMNS', 'Columns to leave out, with commas between them.'),
  settings: words('--settings', 'TEXT', 'Further settings of the source: sheet=prices,skip=1.'),
  rows: count('--rows', 'Reads only the first N rows.'),
}

/** The values of those options. */
export interface FileValues {
  readonly file: string
  readonly label: string | undefined
  readonly id: string | undefined
  readonly exclude: string | undefined
  readonly settings: string | undefined
  readonly rows: number | undefined
}

/** A setting as JSON, or as text where it is none. */
const valueOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const pairsOf = (settings = ''): ReadonlyArray<readonly [string, unknown]> =>
  settings
    .split(',')
    .filter((pair) => pair.trim() !== '')
    .map((pair) => {
      const [key = '', ...value] = pair.split('=')
      return [key.trim(), value.length === 0 ? true : valueOf(value.join('=').trim())]
    })

/** What the options say of the source of the file; its codec checks it. */
export const settingsOf = ({ label, id, exclude, rows, settings }: FileValues) => ({
  ...Object.fromEntries(pairsOf(settings)),
  ...present({ label, id, rows, exclude: exclude?.split(',').map((name) => name.trim()) }),
})
