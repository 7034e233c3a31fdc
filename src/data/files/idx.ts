import type { IdxSettings } from '../sources/idx.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { arrayRows, expectArray } from './bytes/arrayRows.ts'
import { openBytes, using } from './bytes/fileBytes.ts'
import { readIdxLayout } from './bytes/idxLayout.ts'
import { labelFile } from './bytes/labels.ts'
import { reading } from './bytes/reading.ts'

/** The rows of an IDX file, read as a stream. */
export const openIdx = ({ path, label, rows }: IdxSettings): FallibleTask<Opened> =>
  reading(path, 'an IDX file', async () => {
    const layout = await using(openBytes(path), async (source) => {
      const layout = await readIdxLayout(source)
      expectArray(source, layout, true)
      return layout
    })
    const labels = await labelFile(label, layout.shape[0] ?? 0)
    return { rows: arrayRows(() => openBytes(path), layout, { where: path, rows, labels, isLast: true }) }
  })
