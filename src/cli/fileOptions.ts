import { count, operand, words } from './parser.ts'

/** The options of every command over a file of data. */
export const fileOptions = {
  file: operand('FILE', 'File, folder or pattern (*) of data: CSV, Parquet, NumPy, images, … ; - is standard input.'),
  label: words('--label', 'COLUMN', 'Column of labels.'),
  id: words('--id', 'COLUMN', 'Column that names the rows.'),
  exclude: words('--exclude', 'COLUMNS', 'Columns to leave out, with commas between them.'),
  rows: count('--rows', 'Reads only the first N rows.'),
}

/** The values of those options. */
export interface FileValues {
  readonly file: string
  readonly label: string | undefined
  readonly id: string | undefined
  readonly exclude: string | undefined
  readonly rows: number | undefined
}

/** What the options say of the source of the file. */
export const settingsOf = ({ label, id, exclude, rows }: FileValues) => ({
  label,
  id,
  rows,
  exclude: exclude?.split(',').map((name) => name.trim()),
})
