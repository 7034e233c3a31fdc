import type { MatrixMarketSettings } from '../sources/matrixMarket.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { labelFile } from './bytes/labels.ts'
import { matrixRows, readMatrixHeader } from './bytes/matrix.ts'
import { reading } from './bytes/reading.ts'

/** The rows of a MatrixMarket file. */
export const openMatrixMarket = (settings: MatrixMarketSettings): FallibleTask<Opened> => {
  const { path, transpose: isTransposed = false, label, rows } = settings
  return reading(path, 'a MatrixMarket file', async () => {
    const header = await readMatrixHeader(path)
    const labels = await labelFile(label, isTransposed ? header.columns : header.rows)
    return { rows: matrixRows(path, header, { isTransposed, rows, labels }) }
  })
}
