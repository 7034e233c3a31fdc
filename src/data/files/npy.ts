import type { NpySettings } from '../sources/npy.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { arrayRows, expectArray } from './bytes/arrayRows.ts'
import { openFile, using } from './bytes/fileBytes.ts'
import { labelFile } from './bytes/labels.ts'
import { numbersOf, readNpyHeader } from './bytes/npyLayout.ts'
import { reading } from './bytes/reading.ts'

/** The rows of a NumPy array, read as a stream. */
export const openNpy = ({ path, label, rows }: NpySettings): FallibleTask<Opened> =>
  reading(path, 'a NumPy file', async () => {
    const layout = await using(openFile(path), async (source) => {
      const layout = numbersOf(await readNpyHeader(source), path)
      expectArray(source, layout, true)
      return layout
    })
    const labels = await labelFile(label, layout.shape[0] ?? 0)
    return { rows: arrayRows(() => openFile(path), layout, { where: path, rows, labels }) }
  })
