import { orThrow } from '../../codec/index.ts'
import { chosenName } from '../arrays/chosenName.ts'
import type { NpzSettings } from '../sources/npz.ts'
import type { Opened } from '../sources/source.ts'
import type { FallibleTask } from '../task.ts'
import { arrayRows, expectArray } from './bytes/arrayRows.ts'
import { using } from './bytes/fileBytes.ts'
import { checkLabels, readNpyLabels } from './bytes/labels.ts'
import { numbersOf, readNpyHeader } from './bytes/npyLayout.ts'
import { reading } from './bytes/reading.ts'
import type { ZipEntry } from './bytes/zip.ts'
import { openEntry, readZip } from './bytes/zip.ts'

/** The entry of an array: NumPy writes the array `X` as the file `X.npy`. */
const entryOf = (path: string, entries: ReadonlyMap<string, ZipEntry>, name: string): ZipEntry => {
  const entry = entries.get(`${name}.npy`)
  if (entry === undefined) throw new Error(`${path} has no array ${name}`)
  return entry
}

/** The rows of an array of a NumPy archive, read as a stream. */
export const openNpz = ({ path, array, label, rows }: NpzSettings): FallibleTask<Opened> =>
  reading(path, 'a NumPy archive', async () => {
    const entries = await readZip(path)
    const names = [...entries.keys()].filter((name) => name.endsWith('.npy')).map((name) => name.slice(0, -4))
    const candidates = names.filter((name) => name !== label)
    const chosen = orThrow(chosenName(array, { where: path, setting: 'array', names, candidates }))
    const open = () => openEntry(path, entryOf(path, entries, chosen))
    const layout = await using(open(), async (source) => {
      const layout = numbersOf(await readNpyHeader(source), source.name)
      expectArray(source, layout, true)
      return layout
    })
    const labelled = label === undefined ? undefined : chosenName(label, { where: path, setting: 'label', names })
    const labels =
      labelled === undefined
        ? undefined
        : await using(openEntry(path, entryOf(path, entries, orThrow(labelled))), readNpyLabels)
    checkLabels(labels, layout.shape[0] ?? 0, `${path}, ${label}`)
    return { rows: arrayRows(open, layout, { where: path, rows, labels, isLast: true }) }
  })
